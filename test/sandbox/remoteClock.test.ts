import assert from 'node:assert/strict';
import { type FollowedClock, followClock } from '../../sandbox/remoteClock.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { noon } from './support.ts';

describe('followClock', () => {
  let sandbox: Sandbox;
  let follower: FollowedClock;
  beforeEach(async () => {
    sandbox = await createSandbox({ manual: true, startAt: noon });
    follower = await followClock(sandbox.origin);
  });
  afterEach(async () => {
    follower.close();
    await sandbox.close();
  });

  it('shows the time of the sandbox', () => {
    assert.equal(follower.now(), noon);
  });

  it('wakes sleepers when the sandbox is advanced', async () => {
    const sleeper = follower.sleep(60_000);
    sandbox.clock.advance(60_000);
    await sleeper;
    assert.equal(follower.now(), noon + 60_000);
  });

  it('runs at the pace of the sandbox between its answers', async () => {
    const sleeper = follower.sleep(3_600_000);
    sandbox.clock.setSpeed(1_000_000);
    await sleeper;
    assert.ok(follower.now() >= noon + 3_600_000);
    assert.ok(Math.abs(follower.now() - sandbox.clock.now()) < 2_000_000, 'within two real seconds at this pace');
  });

  it('carries on while the sandbox is away, and follows it again when it is back', async () => {
    sandbox.clock.setSpeed(1_000);
    await follower.sleep(100);
    const port = Number(new URL(sandbox.origin).port);
    await sandbox.close();
    const before = follower.now();
    await follower.sleep(10_000);
    assert.ok(follower.now() >= before + 10_000);

    sandbox = await createSandbox({ manual: true, startAt: follower.now() + 86_400_000, port });
    const tomorrow = sandbox.clock.now();
    // Its own pace would take a real minute to get there.
    await follower.sleep(tomorrow - follower.now() - 60_000);
    assert.equal(follower.now(), tomorrow);
  });

  it('rejects when there is no sandbox', async () => {
    await assert.rejects(followClock('http://127.0.0.1:9'));
  });
});
