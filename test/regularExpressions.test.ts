import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { checkSync } from 'recheck';
import { isUnbounded, type RegularExpression, regularExpressions } from './support/regularExpressions.ts';

// In this process: the checker's own keeps a child alive after the tests.
process.env['RECHECK_SYNC_BACKEND'] = 'pure';

/** Those that the checker does not find linear, or cannot decide in time, and why they cannot hold the loop up. */
const bounded: Readonly<Record<string, string>> = {
  '\\/+$': 'the address of the listener, from the configuration',
  '\\d+$': 'a caption of 60 characters at most',
  '([,;\\t|])\\s*"?\\s*$': 'eight characters before a hash',
  '(?:^|[,;\\t|])\\s*=?\\s*$': 'eight characters before a quote',
  '[,;\\t|]\\s*$': 'a line of less than 300 characters',
  '^[,;|"]+|[,;|"].*$': 'a word without blanks: the rest of it is taken at the first sign',
  'Version:\\s*0*(\\d+)\\.0*(\\d+)': 'one record of a decoded hash, of 64 KB at most; a hash is 4 KB',
  '(?<![A-Za-z0-9])[A-Za-z0-9]{5}(?:[\\s\\p{Pd}\\u2212_.:/]{1,5}[A-Za-z0-9]{5}){4}(?![A-Za-z0-9])|[A-Za-z0-9]{5}(?:\\p{Pd}[A-Za-z0-9]{5}){4}':
    'every repetition in it has a bound',
  '(?<![A-Za-z0-9])(?=[A-Za-z0-9]{0,24}\\d)(?=[A-Za-z0-9]{0,24}[A-Za-z])[BCDFGHJKMNPQRTVWXY2346789]{25}(?![A-Za-z0-9])':
    'every repetition in it has a bound',
  '(?<![A-Za-z0-9+/])T0[E-H][A-Za-z0-9+/_-]{28,}={0,2}|T0[E-H][A-Za-z0-9+/]{3}EAHAAAAAoA[A-Za-z0-9+/_-]{16,}={0,2}':
    'nothing has to follow its unbounded parts, so that no run is looked at twice',
};

/** Where expressions are put together at run time, and of what. */
const assembled: Readonly<Record<string, string>> = {
  'src/registration/intake/forms/captionLine.ts': 'our own captions',
  'src/registration/intake/looseRows.ts': 'our own captions',
  'src/registration/intake/routeLine.ts': 'a delimiter',
  'src/registration/intake/spreadsheetDates.ts': 'names of months',
  'src/registration/intake/textDecoders.ts': 'units of a decoder',
  'src/registration/naming/nameTemplate.ts': 'a template of 15 characters, each of its parts with a bound',
};

const sources = globSync('src/**/*.ts').map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(path, 'utf8'),
}));
const written = sources.flatMap(({ path, text }) => regularExpressions(text).map((each) => ({ path, ...each })));

function isLinear({ pattern, flags }: RegularExpression): boolean {
  // `safe` says linear at most; what cannot be decided in time is `unknown`.
  return checkSync(pattern, flags, { timeout: 20_000 }).status === 'safe';
}

describe('regular expressions', () => {
  it('are found, every one', () => assert.ok(written.length > 200, `only ${written.length}`));

  it('take time in proportion to the text, or see only a bounded part of one', function () {
    this.timeout(300_000);
    const open = written.filter((each) => isUnbounded(each) && bounded[each.pattern] === undefined);
    const slow = [...new Map(open.map((each) => [`${each.pattern}/${each.flags}`, each])).values()].filter(
      (each) => !isLinear(each),
    );
    assert.deepEqual(
      slow.map(({ path, line, pattern }) => `${path}:${line} /${pattern}/`),
      [],
    );
  });

  it('that are excused exist', () => {
    const patterns = new Set(written.map(({ pattern }) => pattern));
    assert.deepEqual(
      Object.keys(bounded).filter((pattern) => !patterns.has(pattern)),
      [],
    );
  });

  it('are put together at run time only where nobody sends the parts', () => {
    const making = sources.filter(({ text }) => /\bRegExp\(/.test(text)).map(({ path }) => path);
    assert.deepEqual(making.sort(), Object.keys(assembled).sort());
  });

  it('the check itself sees the two that stalled the bot', () => {
    for (const pattern of ['<[^>]*>', '<at>.*?<\\/at>', '[.!?]+$'])
      assert.equal(isLinear({ pattern, flags: 'g', line: 1 }), false, pattern);
  });
});
