import assert from 'node:assert/strict';
import { sandboxClock } from '../../sandbox/clock.ts';

describe('sandboxClock', () => {
  it('stands still while held, and jumps when advanced', () => {
    const clock = sandboxClock({ manual: true, startAt: 1_000 });
    assert.deepEqual(clock.state(), { now: 1_000, speed: 1, manual: true });
    clock.advance(500);
    assert.equal(clock.now(), 1_500);
  });

  it('wakes sleepers in the order of their deadlines, and only those whose time has come', async () => {
    const clock = sandboxClock({ manual: true, startAt: 0 });
    const woken: string[] = [];
    const late = clock.sleep(300).then(() => woken.push('late'));
    const early = clock.sleep(100).then(() => woken.push('early'));
    clock.advance(200);
    await early;
    assert.deepEqual(woken, ['early']);
    clock.advance(100);
    await late;
    assert.deepEqual(woken, ['early', 'late']);
  });

  it('lets sleepers run faster as soon as the speed is raised', async () => {
    const clock = sandboxClock({ speed: 1, startAt: 0 });
    const hour = clock.sleep(3_600_000);
    clock.setSpeed(3_600_000);
    await hour;
    assert.ok(clock.now() >= 3_600_000);
  });

  it('goes on from where it was held', async () => {
    const clock = sandboxClock({ speed: 1_000_000, startAt: 0 });
    clock.hold();
    const held = clock.now();
    const sleeper = clock.sleep(10_000);
    assert.equal(clock.now(), held);
    clock.setSpeed(1_000_000);
    await sleeper;
    assert.ok(clock.now() >= held + 10_000);
  });

  it('ends a sleep when its signal aborts, and at once when it already had', async () => {
    const clock = sandboxClock({ manual: true, startAt: 0 });
    const stop = new AbortController();
    const sleeper = clock.sleep(1_000, stop.signal);
    stop.abort();
    await sleeper;
    await clock.sleep(1_000, stop.signal);
    assert.equal(clock.now(), 0);
  });

  it('refuses to stop by speed or to go back', () => {
    const clock = sandboxClock({ manual: true });
    assert.throws(() => clock.setSpeed(0), RangeError);
    assert.throws(() => clock.advance(-1), RangeError);
  });

  it('wakes everybody when it is closed', async () => {
    const clock = sandboxClock({ speed: 1 });
    const sleeper = clock.sleep(3_600_000);
    clock.close();
    await sleeper;
  });

  it('tells followers of the next change only', async () => {
    const clock = sandboxClock({ manual: true, startAt: 0 });
    const never = new AbortController().signal;
    const told = clock.changed(clock.revision(), never);
    clock.advance(1);
    await told;
    await clock.changed(clock.revision() - 1, never);
    assert.equal(clock.revision(), 1);
  });
});
