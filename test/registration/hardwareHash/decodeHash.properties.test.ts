import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeHash } from '../../../src/registration/hardwareHash/decodeHash.ts';
import { hashBytes, hashText } from '../../support/hardwareHash.ts';

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];
const serialNumbers = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-'),
  minLength: 5,
  maxLength: 20,
});

/** Characters that hold the body, the trailer tag and the digest. */
function charactersThatMatter(serialNumber: string): number {
  return Math.floor((hashBytes({ serialNumber }).length * 8) / 6);
}

describe('decodeHash, whatever the hash', () => {
  it('catches every one-character change in body, trailer tag and digest', () => {
    fc.assert(
      fc.property(
        serialNumbers,
        fc.nat(),
        fc.constantFrom(...alphabet),
        fc.boolean(),
        (serialNumber, position, character, filled) => {
          const text = filled ? hashText({ serialNumber }) : hashBytes({ serialNumber }).toString('base64');
          const at = position % charactersThatMatter(serialNumber);
          fc.pre(text[at] !== character);
          assert.notEqual(decodeHash(text.slice(0, at) + character + text.slice(at + 1)).kind, 'whole');
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('catches every change to any other character, or restores the original', () => {
    fc.assert(
      fc.property(
        serialNumbers,
        fc.nat(),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
        (serialNumber, position, replacement) => {
          const text = hashText({ serialNumber });
          const at = position % text.length;
          const changed = text.slice(0, at) + replacement + text.slice(at + 1);
          const verdict = decodeHash(changed);
          // A cut right after the digest leaves a hash without filling, which is whole too.
          if (verdict.kind === 'whole')
            assert.ok([text, hashBytes({ serialNumber }).toString('base64')].includes(verdict.canonical));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('catches every truncation in body, trailer tag and digest; later ones are repaired', () => {
    fc.assert(
      fc.property(serialNumbers, fc.nat(), (serialNumber, position) => {
        const text = hashText({ serialNumber });
        const length = position % text.length;
        const verdict = decodeHash(text.slice(0, length));
        const needed = Math.ceil((hashBytes({ serialNumber }).length * 8) / 6);
        assert.equal(verdict.kind === 'whole', length >= needed, `${length} of ${needed}`);
        if (verdict.kind === 'whole' && verdict.repairs.includes('zero-padding')) assert.equal(verdict.canonical, text);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never throws, and never takes noise for a hash', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.base64String({ maxLength: 400 }),
        ),
        (text) => {
          assert.notEqual(decodeHash(text).kind, 'whole');
          assert.notEqual(decodeHash(`T0H${text}`).kind, 'whole');
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('never reads past its records, however they lie about their length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        assert.notEqual(decodeHash(Buffer.concat([Buffer.from('OA'), bytes]).toString('base64')).kind, 'whole');
      }),
      { numRuns: 3_000 },
    );
  });
});
