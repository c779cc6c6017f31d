import assert from 'node:assert/strict';
import { gather } from '../../src/webhooks/gather.ts';
import { handClock } from '../support/handClock.ts';

describe('gathering a wave', () => {
  it('acts once for a thousand calls, and again for a call after that', async () => {
    const clock = handClock();
    let acts = 0;
    const call = gather(
      () => {
        acts += 1;
      },
      500,
      clock,
    );
    for (let calls = 0; calls < 1_000; calls += 1) call();
    await clock.advance(499);
    assert.equal(acts, 0);
    call();
    await clock.advance(1);
    assert.equal(acts, 1);
    await clock.advance(10_000);
    assert.equal(acts, 1);
    call();
    await clock.advance(500);
    assert.equal(acts, 2);
  });
});
