import assert from 'node:assert/strict';
import { isWithin } from '../../../src/registration/ports/isWithin.ts';

describe('isWithin', () => {
  it('takes a time ahead of now for none', () => {
    assert.deepEqual(
      [undefined, 900, 901, 1_000, 1_001].map((then) => isWithin(100, then, 1_000)),
      [false, false, true, true, false],
    );
  });
});
