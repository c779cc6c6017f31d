import assert from 'node:assert/strict';
import {
  createFingerprintIndex,
  createNumberList,
  fingerprint,
  fingerprintOfDigest,
} from '../../../src/registration/intake/fingerprints.ts';

describe('fingerprints', () => {
  it('find the first row of many', () => {
    const index = createFingerprintIndex();
    for (let row = 0; row < 20_000; row += 1)
      assert.equal(index.add(row, fingerprint(`device ${row % 15_000}`)), row % 15_000);
    assert.equal(index.agree(0, 15_000), true);
    assert.equal(index.agree(0, 1), false);
    assert.equal(index.agree(0, 20_001), undefined);
  });

  it('tell apart what shares half of its bits', () => {
    const index = createFingerprintIndex();
    assert.equal(index.add(0, { high: 1, low: 5 }), 0);
    assert.equal(index.add(1, { high: 2, low: 5 }), 1);
    assert.equal(index.add(2, { high: 1, low: 6 }), 2);
    assert.equal(index.add(3, { high: 2, low: 5 }), 1);
  });

  it('are read from digests', () => {
    assert.deepEqual(fingerprintOfDigest('00000001ffffffff00'), { high: 1, low: 0xffffffff });
  });
});

describe('a list of numbers', () => {
  it('keeps what is set, wherever', () => {
    const list = createNumberList();
    list.set(100_000, 7);
    assert.deepEqual([list.get(100_000), list.get(99_999), list.get(500_000)], [7, 0, 0]);
  });
});
