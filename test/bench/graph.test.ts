import assert from 'node:assert/strict';
import { playPeer } from '../../bench/graph/peer.ts';
import { autopilotManagement, getWindowsAutopilotInfo, importAutopilotCsv } from '../../bench/graph/peers.ts';
import { playPreflight } from '../../bench/graph/preflight.ts';
import { published } from '../../bench/graph/setting.ts';

/** What was measured and a little more: a cost that creeps up is to be noticed, not a tick that moves. */
describe('what registering costs', () => {
  const throttled = { ...published, throttling: true };

  it('is 55 round trips and 300 requests at most for 100 devices beside 2,000, 7 of them for the import', async () => {
    const { roundTrips, requests, phases, throttled: refused } = await playPreflight(100, throttled);
    assert.ok(roundTrips <= 55 && requests <= 300 && phases.import.roundTrips <= 7, JSON.stringify(phases));
    assert.equal(phases.cleanup.requests, 100);
    assert.equal(refused, 0);
  });

  it('grows slower than the devices, and hardly with the wait', async () => {
    const once = await playPreflight(50, throttled);
    const twice = await playPreflight(100, throttled);
    const slow = await playPreflight(50, { ...throttled, latencies: { import: 600_000, assignment: 3_600_000 } });
    assert.ok(twice.roundTrips < once.roundTrips * 1.6, `${once.roundTrips}, then ${twice.roundTrips}`);
    assert.ok(slow.roundTrips <= once.roundTrips + 20, `${once.roundTrips}, then ${slow.roundTrips}`);
  });

  it('is counted for the others as their sources say', async () => {
    const devices = 6;
    const cost = async (peer: Parameters<typeof playPeer>[1]) => {
      const { roundTrips, requests, phases } = await playPeer('peer', peer, devices, { ...published, fleet: 0 });
      assert.equal(roundTrips, requests);
      return phases;
    };
    // 300 s of import: a look every 30 s makes eleven, every 15 s twenty-one, and ten when the sleep comes first.
    assert.equal((await cost(getWindowsAutopilotInfo)).import.requests, devices + devices * 11);
    const csv = await cost(importAutopilotCsv);
    assert.deepEqual([csv.import.requests, csv.cleanup.requests], [devices + 21, devices]);
    assert.equal((await cost(autopilotManagement)).import.requests, 1 + 10);
  });
});
