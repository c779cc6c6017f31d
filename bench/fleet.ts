import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };
import type { RequestCounters } from '../sandbox/requestLog.ts';
import type { LookCost } from './fleet/look.ts';

/**
 * One hourly look at fleets of which one device in a hundred synchronised: what Graph was asked, against the least possible, and what it
 * cost this machine. Tenant and engine are processes of their own. `--json` prints figures only.
 */
const sizes = [1_000, 10_000, 100_000];

interface Line extends LookCost {
  devices: number;
  changed: number;
  /** List pages read. */
  pages: number;
  /** Pages that every list read has at least. */
  leastPages: number;
  requests: number;
  roundTrips: number;
  cpuMillisecondsPerThousandDevices: number;
}

/** Node's options as `npm run start:production` sets them: what it may take of the memory is part of what is measured. */
const execArgv = manifest.scripts['start:production'].split(' ').filter((word) => word.startsWith('--'));

const here = (file: string) => join(import.meta.dirname, 'fleet', file);

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  child.send(message);
  return answerOf<T>(child);
}

/** The next message of a child; rejects when it ends instead. */
async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const end = once(child, 'exit', { signal: ended.signal }).then(([code]) => {
    throw new Error(`a part of the bench ended with ${code}`);
  });
  try {
    const [answer] = (await Promise.race([once(child, 'message'), end])) as [T];
    return answer;
  } finally {
    ended.abort();
    end.catch(() => undefined);
  }
}

async function benchSize(devices: number): Promise<Line> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-fleet-'));
  const file = join(folder, 'devices.jsonl');
  const tenant = fork(here('tenant.ts'), [String(devices), file]);
  try {
    const ready = await answerOf<{ origin: string; secret: string; now: number; inGroups: [string, number][] }>(tenant);
    const order = { ...ready, file, folder };
    await ask(fork(here('look.ts')), { ...order, kind: 'fill' });
    const { now } = await ask<{ now: number }>(tenant, { kind: 'hour' });
    const cost = await ask<LookCost>(fork(here('look.ts'), { execArgv }), { ...order, now, kind: 'look' });
    const counters = await ask<RequestCounters>(tenant, { kind: 'count' });
    return lineOf(devices, ready.inGroups, cost, counters);
  } finally {
    tenant.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

const lists = [
  '/deviceManagement/windowsAutopilotDeviceIdentities',
  '/assignedDevices',
  '/members/',
  '/deviceManagement/managedDevices',
  '/windowsAutopilotDeploymentProfiles',
];

function lineOf(devices: number, inGroups: [string, number][], cost: LookCost, counters: RequestCounters): Line {
  const isPage = (route: string) =>
    route.startsWith('GET') && (lists.some((list) => route.endsWith(list)) || route.includes('/members/'));
  const pages = Object.entries(counters.byRoute).reduce((sum, [route, count]) => sum + (isPage(route) ? count : 0), 0);
  const pagesOf = (rows: number, size: number) => Math.max(1, Math.ceil(rows / size));
  const changed = Math.ceil(devices / 100);
  const watched = inGroups.filter(([name]) => name.startsWith('Modern Workplace Device'));
  const members = watched.reduce((sum, [, count]) => sum + pagesOf(count, 999), 0);
  // The list of profiles, the devices assigned to each of the three, all identities, all members, what changed in Intune.
  const leastPages = 1 + pagesOf(devices, 1_000) + 2 + pagesOf(devices, 1_000) + members + pagesOf(changed, 1_000);
  return {
    devices,
    changed,
    pages,
    leastPages,
    requests: counters.requests,
    roundTrips: counters.roundTrips,
    ...cost,
    cpuMillisecondsPerThousandDevices: Math.round((cost.cpuSeconds * 1e6) / devices),
  };
}

function print(lines: readonly Line[]): void {
  console.log('one hourly look at a fleet of which 1 % synchronised with Intune\n');
  console.log('devices   pages   least   requests   writes   CPU s   ms CPU per 1,000   peak MB');
  for (const line of lines) {
    const cells = [
      String(line.devices).padStart(7),
      String(line.pages).padStart(7),
      String(line.leastPages).padStart(7),
      String(line.requests).padStart(10),
      String(line.writes).padStart(8),
      line.cpuSeconds.toFixed(2).padStart(7),
      String(line.cpuMillisecondsPerThousandDevices).padStart(18),
      String(line.peakMegabytes).padStart(9),
    ];
    console.log(cells.join(' '));
  }
}

const lines: Line[] = [];
for (const size of sizes) lines.push(await benchSize(size));
if (process.argv.includes('--json')) console.log(JSON.stringify(lines));
else print(lines);
