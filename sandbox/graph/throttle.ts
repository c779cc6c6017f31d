import type { Random } from '../tenant/random.ts';
import { GraphFailure, intuneFailure } from './answer.ts';
import type { GraphRequest } from './route.ts';

/** What one application may ask of one workload in one tenant. Windows in virtual milliseconds. */
interface Budget {
  window: number;
  any: number;
  writes: number;
}

/** Published limits (Graph throttling limits, Intune and identity): the general Intune class, managed devices, the directory of a small tenant, subscriptions. */
const budgets: Record<Workload, Budget[]> = {
  intune: [{ window: 20_000, any: 1_000, writes: 100 }],
  managedDevices: [{ window: 20_000, any: 2_000, writes: 200 }],
  directory: [
    { window: 10_000, any: 3_500, writes: Number.POSITIVE_INFINITY },
    { window: 150_000, any: Number.POSITIVE_INFINITY, writes: 3_000 },
  ],
  subscriptions: [{ window: 20_000, any: 5_000, writes: Number.POSITIVE_INFINITY }],
};

type Workload = 'intune' | 'managedDevices' | 'directory' | 'subscriptions';

/** Counts what a client uses up. */
export interface Throttle {
  /** Counts the request; the failure it meets when that is too much. Requests while throttled count too. */
  admit(request: GraphRequest, now: number): GraphFailure | undefined;
}

/** No limits at all. */
export const noThrottle: Throttle = { admit: () => undefined };

/** The published limits. Intune leaves `Retry-After` out every other time; the directory gives it. */
export function publishedThrottle(random: Pick<Random, 'next'>): Throttle {
  const windows = Object.entries(budgets).flatMap(([workload, list]) =>
    list.map((budget) => ({ workload, budget, start: Number.NEGATIVE_INFINITY, any: 0, writes: 0 })),
  );
  return {
    admit(request, now) {
      const workload = workloadOf(request.path);
      const cost = workload === 'directory' ? resourceUnits(request) : 1;
      let wait = 0;
      for (const used of windows.filter((each) => each.workload === workload)) {
        if (now - used.start >= used.budget.window) Object.assign(used, { start: now, any: 0, writes: 0 });
        used.any += cost;
        used.writes += request.method === 'GET' || isQuestion(request) ? 0 : 1;
        if (used.any > used.budget.any || used.writes > used.budget.writes) {
          wait = Math.max(wait, used.start + used.budget.window - now);
        }
      }
      return wait === 0 ? undefined : refusal(workload, Math.ceil(wait / 1000), random);
    },
  };
}

function refusal(workload: Workload, seconds: number, random: Pick<Random, 'next'>): GraphFailure {
  const headers = { 'Retry-After': String(seconds), 'x-ms-throttle-scope': 'Tenant_Application/ReadWrite' };
  if (workload === 'directory' || workload === 'subscriptions')
    return new GraphFailure(429, 'TooManyRequests', 'Too many requests.', { headers });
  const failure = intuneFailure(429, 'TooManyRequests', 'Too many requests.');
  if (random.next() < 0.5) failure.headers['Retry-After'] = String(seconds);
  return failure;
}

function workloadOf(path: string): Workload {
  if (path.startsWith('/deviceManagement/managedDevices')) return 'managedDevices';
  if (path.startsWith('/subscriptions')) return 'subscriptions';
  return path.startsWith('/deviceManagement/') ? 'intune' : 'directory';
}

/** A POST that only asks. */
function isQuestion(request: GraphRequest): boolean {
  return request.path.endsWith('/checkMemberGroups');
}

function resourceUnits(request: GraphRequest): number {
  if (isQuestion(request)) return 4;
  let units = 1;
  if (/^\/groups\/[^/]+\/members/.test(request.path)) units = 3;
  if (/\/(transitiveM|m)emberOf$/.test(request.path)) units = 2;
  if (request.query.has('$select')) units -= 1;
  if (request.query.has('$expand')) units += 1;
  if (Number(request.query.get('$top') ?? 100) < 20) units -= 1;
  return Math.max(units, 1);
}
