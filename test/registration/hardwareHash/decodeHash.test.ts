import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeHash } from '../../../src/registration/hardwareHash/decodeHash.ts';
import type { WholeHash } from '../../../src/registration/hardwareHash/hashVerdict.ts';
import { captured, hashBytes, hashText, record, seal } from '../../support/hardwareHash.ts';

const folder = join(import.meta.dirname, '../../fixtures/csv/hashes');

interface Known {
  name: string;
  decoded_bytes: number;
  tool_version: number;
  serial_redacted: string;
  manufacturer: string;
  model: string;
  has_tpm_record: boolean;
  ek_len: number;
  has_pkid: boolean;
}

function whole(text: string): WholeHash {
  const verdict = decodeHash(text);
  assert.equal(verdict.kind, 'whole', JSON.stringify(verdict));
  return verdict as WholeHash;
}

function wrap(text: string, width: number, by: string): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(by);
}

describe('decodeHash', () => {
  for (const known of JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Known[]) {
    it(`reads ${known.name} as its index says`, () => {
      const text = readFileSync(join(folder, `${known.name}.b64`), 'utf8');
      const hash = whole(text);
      assert.equal(hash.serialNumber, known.serial_redacted);
      assert.equal(hash.manufacturer, known.manufacturer);
      assert.equal(hash.model, known.model);
      assert.equal(hash.toolVersion, known.tool_version);
      assert.equal(hash.tpmVersion !== undefined, known.has_tpm_record);
      assert.equal(hash.endorsementKeyDigest !== undefined, known.ek_len > 0);
      assert.equal(hash.productKeyId !== undefined, known.has_pkid);
      assert.deepEqual(hash.repairs, []);
      assert.equal(hash.canonical, text);
      assert.equal(hash.offlineDeviceId?.matches, known.ek_len > 0 ? true : undefined);
    });
  }

  it('reads every field it promises', () => {
    const hash = whole(
      hashText({
        serialNumber: 'PF0TEST1',
        productKeyId: '3305276174858',
        memoryGiB: 32,
        smbiosUuid: Buffer.from('b45abbebbc009bb3ea6ab7cad671ea8e', 'hex'),
      }),
    );
    assert.equal(hash.smbiosUuid, 'ebbb5ab4-00bc-b39b-ea6a-b7cad671ea8e');
    assert.equal(hash.capturedAt, captured);
    assert.equal(hash.memoryGiB, 32);
    assert.equal(hash.productKeyId, '3305276174858');
    assert.equal(hash.family, 'ThinkPad T14s');
    assert.equal(hash.osType, 2);
    assert.equal(hash.isVirtualMachine, false);
  });

  it('goes by type, whatever the order, and skips types it does not know', () => {
    const text = hashText({
      serialNumber: 'ORDER001',
      arrange: (records) => [...records].reverse(),
      more: [{ type: 4711, payload: Buffer.alloc(7, 9) }],
    });
    assert.equal(whole(text).serialNumber, 'ORDER001');
  });

  it('reads TPM 1.2, and none', () => {
    assert.equal(whole(hashText({ tpm: 'TPM-Version:01.02-Level:2' })).tpmVersion, '1.2');
    const without = whole(hashText({ tpm: null, endorsementKey: null }));
    assert.equal(without.tpmVersion, undefined);
    assert.equal(without.offlineDeviceId?.kind, 'none');
  });

  it('sees that a TPM key and a device id do not belong together', () => {
    assert.equal(
      whole(hashText({ offlineDeviceId: { kind: 1, value: Buffer.alloc(32, 1) } })).offlineDeviceId?.matches,
      false,
    );
  });

  it('takes a compact hash as it is', () => {
    const text = hashBytes({ serialNumber: 'COMPACT1' }).toString('base64');
    assert.deepEqual(whole(text).repairs, []);
    assert.equal(whole(text).canonical, text);
  });
});

describe('decodeHash repairs what loses nothing', () => {
  // Long enough texts of key material to hold + and /.
  const text = hashText({ serialNumber: 'REPAIR01' });
  const compact = hashBytes({ serialNumber: 'REPAIR01', more: [{ type: 99, payload: Buffer.alloc(2) }] }).toString(
    'base64',
  );
  assert.ok(text.includes('+') && text.includes('/'));
  const cases: [string, string, string[]][] = [
    ['lines of 76 characters', wrap(text, 76, '\r\n'), ['line-wraps']],
    ['lines joined by blanks', wrap(text, 76, ' '), ['line-wraps']],
    ['lines indented and quoted', wrap(text, 70, '\n  > '), ['line-wraps']],
    ['no-break spaces', wrap(text, 64, '\u00a0'), ['line-wraps']],
    ['+ turned into spaces', text.replaceAll('+', ' '), ['plus-from-space']],
    [
      '+ turned into spaces, lines into blanks',
      wrap(text.replaceAll('+', ' '), 76, ' '),
      ['line-wraps', 'plus-from-space'],
    ],
    ['url-safe letters', text.replaceAll('+', '-').replaceAll('/', '_'), ['url-safe-alphabet']],
    ['percent escapes', encodeURIComponent(text), ['escapes']],
    ['JSON escapes', text.replaceAll('+', '\\u002b').replaceAll('/', '\\/'), ['escapes']],
    ['HTML escapes', text.replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'), ['escapes']],
    ['quoted-printable', wrap(text, 75, '=\r\n'), ['line-wraps']],
    ['zero-width spaces', wrap(text, 100, '\u200b'), ['invisible-characters']],
    ['a label before it', `Hash: ${text}`, ['surrounding-text']],
    ['markup around it', `<td>${text}</td>`, ['surrounding-text']],
    ['one = too many', `${text}=`, ['base64-padding']],
    ['filling cut', text.slice(0, 2501), ['zero-padding']],
    ['filling cut to four characters', text.slice(0, 2504), ['zero-padding']],
    ['filling overwritten', `${text.slice(0, 3990)}QQQQQQQQQQ`, ['padding-bytes']],
  ];
  for (const [what, damaged, repairs] of cases) {
    it(what, () => {
      const hash = whole(damaged);
      assert.equal(hash.canonical, text);
      assert.deepEqual(
        [...hash.repairs].sort(),
        [...repairs, ...(what === 'quoted-printable' ? ['escapes'] : [])].sort(),
      );
    });
  }

  it('missing =, whatever their number', () => {
    for (const more of [0, 1, 2]) {
      const original = hashBytes({
        serialNumber: 'PADDING1',
        more: [{ type: 99, payload: Buffer.alloc(more) }],
      }).toString('base64');
      const hash = whole(original.replace(/=+$/, ''));
      assert.equal(hash.canonical, original);
      assert.deepEqual(hash.repairs, original.endsWith('=') ? ['base64-padding'] : []);
    }
  });

  it('quotes and spreadsheet wrapping, without calling it a repair', () => {
    for (const quoted of [`"${text}"`, `="${text}"`, `'${text}'`, `\u201c${text}\u201d`, ` ${text} `]) {
      assert.deepEqual(whole(quoted).repairs, []);
      assert.equal(whole(quoted).canonical, text);
    }
  });

  it('a + at the very end that became a blank', () => {
    for (let attempt = 0; ; attempt += 1) {
      const original = hashBytes({ serialNumber: `PLUS${attempt}` }).toString('base64');
      if (!original.endsWith('+')) continue;
      assert.equal(whole(original.replaceAll('+', ' ')).canonical, original);
      return;
    }
  });

  it('nothing that the digest does not prove', () => {
    assert.equal(decodeHash(compact.slice(0, -4)).kind, 'cut');
  });
});

describe('decodeHash refuses', () => {
  const text = hashText({ serialNumber: 'REFUSED1' });

  it('a cut hash, and still reads the serial number', () => {
    const verdict = decodeHash(hashBytes({ serialNumber: 'REFUSED1' }).toString('base64').slice(0, -8));
    assert.equal(verdict.kind, 'cut');
    assert.equal(verdict.kind === 'cut' && verdict.serialNumber, 'REFUSED1');
    const short = decodeHash(text.slice(0, 200));
    assert.equal(short.kind, 'cut');
    assert.equal(short.kind === 'cut' && short.serialNumber, undefined);
  });

  it('a changed character, a changed trailer, records that overrun', () => {
    const changed = decodeHash(`${text.slice(0, 300)}${text[300] === 'B' ? 'C' : 'B'}${text.slice(301)}`);
    assert.deepEqual([changed.kind, changed.kind === 'mismatch' && changed.reason], ['mismatch', 'digest']);
    const bytes = hashBytes({});
    bytes[bytes.readUInt16LE(2)] = 0;
    const trailer = decodeHash(bytes.toString('base64'));
    assert.deepEqual([trailer.kind, trailer.kind === 'mismatch' && trailer.reason], ['mismatch', 'trailer']);
    const overrun = record(14, Buffer.from('SERIAL01\0'));
    overrun.writeUInt16LE(200, 2);
    const structure = decodeHash(seal(overrun).toString('base64'));
    assert.deepEqual([structure.kind, structure.kind === 'mismatch' && structure.reason], ['mismatch', 'structure']);
  });

  it('a hash that gives two serial numbers', () => {
    const twice = decodeHash(
      hashText({ serialNumber: 'FIRST001', more: [{ type: 14, payload: Buffer.from('SECOND01\0') }] }),
    );
    assert.deepEqual([twice.kind, twice.kind === 'mismatch' && twice.reason], ['mismatch', 'contradiction']);
  });

  it('what is no hash, with the reason', () => {
    const reasons = ['', 'n/a', Buffer.alloc(128, 3).toString('base64'), 'A'.repeat(300_000), 'T0H='].map((input) => {
      const verdict = decodeHash(input);
      return verdict.kind === 'unreadable' ? verdict.reason : verdict.kind;
    });
    assert.deepEqual(reasons, ['empty', 'not-a-hash', 'old-format', 'too-long', 'too-short']);
  });
});
