import assert from 'node:assert/strict';
import { allowedSources } from '../../src/webhooks/allowedSources.ts';
import { sourceLimit } from '../../src/webhooks/sourceLimit.ts';

describe('who may call the listener', () => {
  it('is everybody without ranges', () => {
    assert.ok(allowedSources([])('203.0.113.1'));
  });

  it('is who is in a range, IPv4 on a socket for both families too', () => {
    const isAllowed = allowedSources(['20.20.32.0/19', '2001:db8::/32', '203.0.113.7']);
    for (const address of ['20.20.32.1', '20.20.63.254', '::ffff:20.20.40.1', '2001:db8:1::1', '203.0.113.7'])
      assert.ok(isAllowed(address), address);
    for (const address of ['20.20.64.1', '::ffff:8.8.8.8', '2001:db9::1', '203.0.113.8', '', 'localhost'])
      assert.ok(!isAllowed(address), address);
  });

  it('is each as often as the rate allows, whatever the others do', () => {
    let now = 0;
    const mayCall = sourceLimit({ perSecond: 2, burst: 3 }, () => now);
    const calls = (source: string, count: number) =>
      Array.from({ length: count }, () => mayCall(source)).filter(Boolean).length;
    assert.equal(calls('a', 10), 3);
    assert.equal(calls('b', 2), 2);
    now = 1_000;
    assert.equal(calls('a', 10), 2);
    now = 60_000;
    assert.equal(calls('a', 10), 3);
  });

  it('forgets who was quiet longest rather than remember everybody', () => {
    const mayCall = sourceLimit({ perSecond: 0.001, burst: 1 }, () => 0);
    assert.ok(mayCall('first'));
    for (let index = 0; index < 10_000; index += 1) mayCall(`other ${index}`);
    assert.ok(mayCall('first'));
    assert.ok(!mayCall('first'));
  });
});
