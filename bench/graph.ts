import { phases, type Result } from './graph/cost.ts';
import { playPeer } from './graph/peer.ts';
import { autopilotManagement, getWindowsAutopilotInfo, importAutopilotCsv } from './graph/peers.ts';
import { playPreflight } from './graph/preflight.ts';
import { published } from './graph/setting.ts';

/**
 * What registering devices costs in HTTP round trips and Graph requests, from the CSV to Ready for user, beside the published algorithms of
 * other tools in equally prepared tenants: published latencies, 2,000 devices already there, a virtual clock. Throttling is off for the
 * peers, who would be held up by it and in part give up, and on for Preflight. `--json` prints figures only, an array of results.
 */
const sizes = [20, 100, 500, 2_000];
/** 2,000 devices are 152,000 requests of the standard script: not played, and not made up from smaller numbers either. */
const largestForPeers = 500;

const peers = [
  ['Get-WindowsAutopilotInfo -Online -Assign', getWindowsAutopilotInfo],
  ['Import-AutopilotCSV', importAutopilotCsv],
  ['Autopilot Management', autopilotManagement],
] as const;

async function run(): Promise<Result[]> {
  const results: Result[] = [];
  for (const devices of sizes) {
    results.push(await playPreflight(devices, { ...published, throttling: true }));
    if (devices > largestForPeers) continue;
    for (const [system, peer] of peers) results.push(await playPeer(system, peer, devices, published));
  }
  return results;
}

function print(results: readonly Result[]): void {
  console.log('round trips / Graph requests, by phase; published latencies, 2,000 devices already there\n');
  console.log([row('system', ['devices', 'all', ...phases, 'standing', 'minutes'])].join(''));
  for (const { system, devices, roundTrips, requests, phases: byPhase, standing, minutes } of results) {
    const cells = phases.map((phase) => pair(byPhase[phase]));
    console.log(
      row(system, [String(devices), pair({ roundTrips, requests }), ...cells, pair(standing), String(minutes)]),
    );
  }
  console.log('\nThe last two stop when the import is over: no sync, no groups, no profile.');
  console.log('standing: looking after devices that are ready or in use meanwhile, not part of all.');
}

function row(system: string, cells: readonly string[]): string {
  return system.padEnd(42) + cells.map((cell) => cell.padStart(14)).join('');
}

function pair({ roundTrips, requests }: { roundTrips: number; requests: number }): string {
  return requests === 0 ? '-' : `${roundTrips}/${requests}`;
}

const results = await run();
if (process.argv.includes('--json')) console.log(JSON.stringify(results));
else print(results);
