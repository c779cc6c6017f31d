import type { LogEntry, RequestLog } from '../../sandbox/requestLog.ts';

/** What a registration spends requests on, in the order of its life. */
export const phases = ['lookup', 'import', 'cleanup', 'sync', 'entra', 'groups', 'assignment'] as const;
export type Phase = (typeof phases)[number];

/** How often Graph was asked. */
export interface Cost {
  /** HTTP requests: a `$batch` is one. */
  roundTrips: number;
  /** Graph requests: the items of a `$batch` one by one. */
  requests: number;
}

/** One system at one size: what its registration cost in all, and by phase. */
export interface Result extends Cost {
  system: string;
  devices: number;
  phases: Record<Phase, Cost>;
  /** Meanwhile spent on devices that are ready or in use, as on any day nobody registers anything; not part of the rest. */
  standing: Cost;
  /** Virtual minutes from the first request to the last. */
  minutes: number;
  /** Requests answered 429. */
  throttled: number;
}

const imports = '/deviceManagement/importedWindowsAutopilotDeviceIdentities';
const identities = '/deviceManagement/windowsAutopilotDeviceIdentities';

/** Sorts everything in the log into phases. Throws when the log has forgotten a part, or holds a request that fits no phase. */
export function readCost(system: string, devices: number, log: RequestLog): Result {
  const entries = log.entries();
  const counted: Record<Phase | 'standing', Cost> = {
    lookup: { roundTrips: 0, requests: 0 },
    import: { roundTrips: 0, requests: 0 },
    cleanup: { roundTrips: 0, requests: 0 },
    sync: { roundTrips: 0, requests: 0 },
    entra: { roundTrips: 0, requests: 0 },
    groups: { roundTrips: 0, requests: 0 },
    assignment: { roundTrips: 0, requests: 0 },
    standing: { roundTrips: 0, requests: 0 },
  };
  const batches = new Set<string>();
  let sent = false;
  for (const entry of entries) {
    // A batch is counted with the first of its items, which says what it was for.
    if (entry.route === '/$batch') continue;
    sent ||= entry.method === 'POST' && entry.route.startsWith(imports);
    const cost = counted[phaseOf(entry, sent)];
    cost.requests += 1;
    if (entry.batch === undefined || !batches.has(entry.batch)) cost.roundTrips += 1;
    if (entry.batch !== undefined) batches.add(entry.batch);
  }
  const { standing, ...byPhase } = counted;
  const sum = (of: keyof Cost) => phases.reduce((total, phase) => total + byPhase[phase][of], 0);
  const [roundTrips, requests] = [sum('roundTrips'), sum('requests')];
  const all = log.counters();
  if (requests + standing.requests !== all.requests || roundTrips + standing.roundTrips !== all.roundTrips) {
    throw new Error(`${system}, ${devices} devices: the log has forgotten some of ${all.requests} requests`);
  }
  const minutes = Math.round(((entries.at(-1)?.at ?? 0) - (entries[0]?.at ?? 0)) / 60_000);
  const throttled = all.byStatus['429'] ?? 0;
  return { system, devices, roundTrips, requests, phases: byPhase, standing, minutes, throttled };
}

/** By path: what is asked says what for, except that looking for a device is a lookup before its import and a wait after it. */
function phaseOf({ method, route, url }: LogEntry, sent: boolean): Phase | 'standing' {
  if (route.startsWith(imports)) return method === 'DELETE' ? 'cleanup' : 'import';
  if (route === '/deviceManagement/windowsAutopilotSettings/sync') return 'sync';
  if (route.startsWith('/deviceManagement/windowsAutopilotDeploymentProfiles')) return 'assignment';
  if (route.startsWith(identities)) {
    if (url.includes('deploymentProfile')) return 'assignment';
    return sent ? 'entra' : 'lookup';
  }
  if (route.startsWith('/groups') || route.endsWith('/checkMemberGroups')) return 'groups';
  if (route.startsWith('/devices')) return 'entra';
  // Asked for by serial number, or whole, before a device is called ready; by contact or Entra device for those that are, or at the start.
  if (route === '/deviceManagement/managedDevices')
    return !sent || /lastSyncDateTime|azureADDeviceId/.test(url) ? 'standing' : 'assignment';
  throw new Error(`${method} ${url} belongs to no phase`);
}
