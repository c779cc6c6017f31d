import assert from 'node:assert/strict';
import { createThrottle } from '../../src/graph/throttle.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import { capturedLog } from '../support/capturedLog.ts';

const hour = 3_600_000;
const place = { workload: 'intune', area: 'Intune devices' } as const;

describe('the pause Graph asked for', () => {
  for (const back of [hour, 21 * 24 * hour]) {
    it(`is over when the clock goes back by ${back / hour} hours`, async () => {
      let now = Date.UTC(2026, 0, 5, 9);
      const clock = {
        now: () => now,
        sleep: (milliseconds: number) => {
          now += milliseconds;
          return Promise.resolve();
        },
      };
      const throttle = createThrottle({ clock, random: () => 0.5, log: capturedLog(), health: createHealth(clock) });
      const began = now;
      throttle.pause('intune', 10_000);
      await throttle.run(place, true, () => Promise.resolve());
      assert.equal(now - began, 10_000);
      now -= back;
      const returned = now;
      await throttle.run(place, true, () => Promise.resolve());
      assert.equal(now, returned);
      throttle.pause('intune', 10_000);
      throttle.pause('intune', 5_000);
      await throttle.run(place, true, () => Promise.resolve());
      assert.equal(now - returned, 10_000);
    });
  }
});
