import assert from 'node:assert/strict';
import { duration } from '../../src/registration/duration.ts';

describe('a duration in words', () => {
  const minute = 60_000;
  const hour = 60 * minute;
  const cases: [number, string][] = [
    [0, '1 minute'],
    [59_000, '1 minute'],
    [12 * minute, '12 minutes'],
    [59.9 * minute, '59 minutes'],
    [hour, '1 hour'],
    [47 * hour, '47 hours'],
    [48 * hour, '2 days'],
    [214 * hour, '8 days'],
    [216 * hour, '9 days'],
  ];
  for (const [milliseconds, expected] of cases)
    it(`of ${milliseconds} ms is ${expected}`, () => assert.equal(duration(milliseconds), expected));
});
