import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chooseName, createNameBook, secureRandom } from '../../../src/registration/naming/nameBook.ts';
import {
  hasSerial,
  longestName,
  makeName,
  matchesTemplate,
  type NameTemplate,
  namesPerSerial,
  readTemplate,
  whyNoName,
} from '../../../src/registration/naming/nameTemplate.ts';

function template(text: string): NameTemplate {
  const reading = readTemplate(text);
  assert.ok('template' in reading, JSON.stringify(reading));
  return reading.template;
}

describe('templates of device names', () => {
  for (const [written, text] of [
    ['MMD-%RAND:11%', 'MMD-%RAND:11%'],
    [' mmd-%rand:011% ', 'mmd-%RAND:11%'],
    ['CONTOSO-%serial%', 'CONTOSO-%SERIAL%'],
    ['%SERIAL%', '%SERIAL%'],
    ['%SERIAL%%RAND:2%', '%SERIAL%%RAND:2%'],
    ['A%RAND:1%B%RAND:2%', 'A%RAND:1%B%RAND:2%'],
    ['12345678901234%SERIAL%', '12345678901234%SERIAL%'],
  ] as const)
    it(`takes ${written.trim()}`, () => assert.equal(template(written).text, text));

  for (const [written, problem] of [
    ['', /is empty/],
    ['   ', /is empty/],
    ['MMD-%RAND11%', /%RAND11% is no macro/],
    ['MMD-%RAND:0%', /asks for 0 digits/],
    ['MMD-%RAND:16%', /asks for 16 digits/],
    ['MMD-%RAND:12%', /have 16 characters.*shorten it by 1/],
    ['%RAND:8%%RAND:8%', /have 16 characters/],
    ['%SERIAL%-%SERIAL%', /more than once/],
    ['ABCDEFGHIJKLMNO%SERIAL%', /leave room for the serial number/],
    ['CONTOSO', /the same name/],
    ['MMD_%RAND:3%', /cannot hold “_”/],
    ['MMD %RAND:3%', /cannot hold a blank/],
    ['MÜD-%RAND:3%', /cannot hold “Ü”/],
    ['MMD-%RAND:3', /no macro/],
    ['100%', /no macro/],
    ['%USERNAME%-%RAND:3%', /%USERNAME% is no macro/],
    ['-%SERIAL%', /begin or end with a hyphen/],
    ['%SERIAL%-', /begin or end with a hyphen/],
    ['123%RAND:5%', /digits only/],
    ['%RAND:15%', /digits only/],
  ] as const)
    it(`refuses “${written}”`, () => {
      const reading = readTemplate(written);
      assert.ok('problem' in reading);
      assert.match(reading.problem, problem);
    });

  for (const [text, serialNumber, why] of [
    ['CONTOSO-%SERIAL%', '5CG1234', undefined],
    ['CONTOSO-%SERIAL%', '5CG12345', /16 characters/],
    ['CONTOSO-%SERIAL%', '  ', /no serial number/],
    ['C-%SERIAL%', '5CG 123', /a blank/],
    ['C-%SERIAL%', '5CG/123', /“\/”/],
    ['%SERIAL%', '1234567', /digits only/],
    ['%SERIAL%%RAND:2%', '1234567', /digits only/],
    ['%SERIAL%', '-A', /hyphen/],
    ['MMD-%RAND:11%', 'whatever, and how long it is', undefined],
  ] as const)
    it(`says of ${text} and ${serialNumber} whether there is a name`, () => {
      const reason = whyNoName(template(text), serialNumber);
      if (why === undefined) assert.equal(reason, undefined);
      else {
        assert.match(reason ?? '', why);
        assert.throws(() => makeName(template(text), serialNumber, Math.random), RangeError);
      }
    });

  it('tells how many names there are', () => {
    assert.equal(namesPerSerial(template('MMD-%RAND:11%')), 10 ** 11);
    assert.equal(namesPerSerial(template('%SERIAL%')), 1);
    assert.deepEqual([hasSerial(template('%SERIAL%')), hasSerial(template('M%RAND:2%'))], [true, false]);
  });

  it('takes characters of expressions for what they are', () => {
    const odd: NameTemplate = {
      text: 'A.B%SERIAL%',
      parts: [{ kind: 'text', text: 'A.B' }, { kind: 'serial' }],
    };
    assert.equal(matchesTemplate(odd, 'X', 'A.BX'), true);
    assert.equal(matchesTemplate(odd, 'X', 'AxBX'), false);
    assert.equal(matchesTemplate(template('C-%SERIAL%'), '.*', 'C-5CG'), false);
    assert.equal(matchesTemplate(template('MMD-%RAND:2%'), '', 'MMD-12\n'), false);
    assert.equal(matchesTemplate(template('MMD-%RAND:2%'), '', 'mmd-12'), true);
  });
});

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const serialNumbers = fc.string({ unit: fc.constantFrom(...`${upper}0123456789`), minLength: 1, maxLength: 12 });
const templates = fc
  .array(
    fc.oneof(
      fc.string({ unit: fc.constantFrom(...`${upper}-0123456789`), minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 11 }).map((digits) => `%RAND:${digits}%`),
      fc.constant('%SERIAL%'),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => readTemplate(parts.join('')))
  .filter((reading) => 'template' in reading)
  .map(({ template: read }) => read);

describe('generated device names', () => {
  it('are legal, and of their template', () => {
    fc.assert(
      fc.property(templates, serialNumbers, (read, serialNumber) => {
        fc.pre(whyNoName(read, serialNumber) === undefined);
        const name = makeName(read, serialNumber, secureRandom);
        assert.match(name, /^[A-Za-z0-9-]+$/);
        assert.ok(name.length <= longestName);
        assert.doesNotMatch(name, /^\d+$|^-|-$/);
        assert.ok(matchesTemplate(read, serialNumber, name));
        assert.ok(matchesTemplate(read, serialNumber, name.toLowerCase()));
      }),
    );
  });

  it('match no more once a character is changed or added, unless that is another random digit', () => {
    fc.assert(
      fc.property(
        templates,
        serialNumbers,
        fc.nat(),
        fc.constantFrom(...`${upper}0123456789-. *`),
        (read, serialNumber, place, other) => {
          fc.pre(whyNoName(read, serialNumber) === undefined);
          const name = makeName(read, serialNumber, secureRandom);
          const at = place % name.length;
          const isDigit = /[0-9]/.test(name[at] ?? '') && /[0-9]/.test(other);
          const isSame = name[at]?.toLowerCase() === other.toLowerCase();
          if (!isDigit && !isSame)
            assert.equal(matchesTemplate(read, serialNumber, name.slice(0, at) + other + name.slice(at + 1)), false);
          assert.equal(matchesTemplate(read, serialNumber, name + other), false);
          assert.equal(matchesTemplate(read, serialNumber, other + name), false);
          assert.equal(matchesTemplate(read, serialNumber, name.slice(1)), false);
        },
      ),
    );
  });

  it('are unique among 100,000, also where the template leaves little room', () => {
    for (const text of ['MMD-%RAND:11%', 'M%RAND:6%']) {
      const names = createNameBook();
      const given = new Set<string>();
      for (let device = 0; device < 100_000; device += 1) {
        const id = `DELL|${device}`;
        const name = chooseName(template(text), { id, serialNumber: String(device) }, names, secureRandom);
        assert.ok(name !== undefined && name.length <= longestName);
        names.take(name, id);
        given.add(name.toLowerCase());
      }
      assert.equal(given.size, 100_000);
    }
  });

  it('are none where all are taken, and no other device keeps one from its own', () => {
    const names = createNameBook();
    for (let digit = 0; digit < 10; digit += 1) names.take(`m${digit}`, 'somebody');
    const device = { id: 'DELL|A', serialNumber: 'A' };
    assert.equal(chooseName(template('M%RAND:1%'), device, names, secureRandom), undefined);
    names.take('C-A', 'DELL|A');
    assert.equal(chooseName(template('C-%SERIAL%'), device, names, secureRandom), 'C-A');
    names.take('c-a', 'HP|A');
    assert.equal(chooseName(template('C-%SERIAL%'), device, names, secureRandom), undefined);
  });

  it('are the ones asked for before, while they are free and follow the template', () => {
    const names = createNameBook();
    const renaming = { name: 'MMD-123', before: 'X', askedAt: 0, state: 'queued' } as const;
    const device = { id: 'DELL|A', serialNumber: 'A', renaming };
    const choose = (text: string) => chooseName(template(text), device, names, () => 0);
    assert.equal(choose('MMD-%RAND:3%'), 'MMD-123');
    assert.equal(choose('MMD-%RAND:4%'), 'MMD-0000');
    names.take('mmd-123', 'DELL|B');
    assert.equal(choose('MMD-%RAND:3%'), 'MMD-000');
  });
});
