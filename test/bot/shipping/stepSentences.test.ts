import assert from 'node:assert/strict';
import { stepSentences } from '../../../src/bot/shipping/stepSentences.ts';

describe('stepSentences', () => {
  it('says of a device that is being removed that nobody should ship it', () => {
    const word = { by: { id: 'ada', name: 'Ada Byron' }, at: 0 };
    const device = {
      id: 'D|A',
      serialNumber: 'A',
      manufacturer: 'D',
      status: 'ready',
      result: 'beingRemoved',
    } as const;
    const devices = [{ ...device, word }];
    const outcome = { devices, unknown: [], repeated: [], ambiguous: [] };
    const reader = { locale: 'en-GB', timeZone: 'UTC' };
    assert.deepEqual(stepSentences('shipped', outcome, reader), [
      'A is being removed, as somebody asked: do not ship it. Write “status” and a serial number to see how far that is.',
    ]);
    assert.deepEqual(stepSentences('confirmed', outcome, reader), [
      'A is being removed, as somebody asked. Write “status” and a serial number to see how far that is.',
    ]);
  });
});
