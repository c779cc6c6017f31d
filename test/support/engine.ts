import type { SandboxClock } from '../../sandbox/clock.ts';
import { encodeHash } from '../../sandbox/samples/encodeHash.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts';
import { seededRandom } from '../../sandbox/tenant/random.ts';
import { connectGraph } from '../../src/graph/graph.ts';
import type { Job } from '../../src/jobs/job.ts';
import { jobTable } from '../../src/jobs/table.ts';
import { createMetrics, type ReadableMetrics } from '../../src/metrics.ts';
import { compose } from '../../src/registration/announcements/compose.ts';
import { deliverDigests } from '../../src/registration/announcements/deliver.ts';
import { updateDigestCards } from '../../src/registration/announcements/updateDigestCards.ts';
import { createDevicesOfDecidedBatches } from '../../src/registration/batches/createDevices.ts';
import { register } from '../../src/registration/batches/register.ts';
import { markCardsDue, updateBatchCards } from '../../src/registration/batches/updateCards.ts';
import { createRegistration } from '../../src/registration/createRegistration.ts';
import { sweep } from '../../src/registration/enrolment/sweep.ts';
import { defaultLimits } from '../../src/registration/intake/limits.ts';
import type { ReportRow } from '../../src/registration/intake/report.ts';
import { type Device, deviceKey } from '../../src/registration/lifecycle/device.ts';
import { pass } from '../../src/registration/lifecycle/pass.ts';
import { deliverNaming } from '../../src/registration/naming/deliverNaming.ts';
import { followWakeUps } from '../../src/registration/notifications/followWakeUps.ts';
import type { ListenerUrls } from '../../src/registration/notifications/planSubscriptions.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import type { Policy } from '../../src/registration/policy/policy.ts';
import type { Clock } from '../../src/registration/ports/clock.ts';
import { everyRecord } from '../../src/registration/ports/everyRecord.ts';
import type { GroupWatch } from '../../src/registration/ports/groupWatch.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import type { Registration } from '../../src/registration/registration.ts';
import { carryOutRetries } from '../../src/registration/retry/carryOutRetries.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { capturedLog } from './capturedLog.ts';
import { followNothing } from './followNothing.ts';
import { type Mortality, mortal, mortality } from './mortal.ts';
import { type RecordingCourier, recordingCourier } from './recordingCourier.ts';

/** The engine on real parts: SQLite, the Graph client, a sandbox tenant whose clock both live by. */
export interface Engine {
  ports: Ports & { courier: RecordingCourier; groupWatch: GroupWatch; metrics: ReadableMetrics };
  policy: Policy;
  sandbox: Sandbox;
  /** What the bot asks of it. */
  registration: Registration;
  /** Registers new devices as one batch; their serial numbers. */
  register(
    count: number,
    options?: { profile?: string; sharedMode?: boolean; prefix?: string; assignedUser?: string },
  ): Promise<{ batchId: string; serialNumbers: string[] }>;
  /** One run of the pass and deliver jobs, and of the sweep when five minutes are over. Rejects with what a service refused. */
  turn(): Promise<void>;
  /** One run of a job of the job table; resolves with its schedule and the jobs it started. */
  run(job: string): Promise<Pick<Job, 'schedule'> & { started: string[] }>;
  /** A job of the job table, to be run more than once; `started` grows with the jobs it starts. */
  job(name: string): { schedule: string; started: string[]; run(): Promise<void> };
  /** Turns, and moves the clock between them to where something happens next, until all devices fit; at most `limit` virtual milliseconds. */
  until(fits: (device: Device) => boolean, limit?: number): Promise<Device[]>;
  devices(): Promise<Device[]>;
  close(): Promise<void>;
}

/** Bot and chat apart, everything as `main` joins it, but hand-driven. */
export async function createEngine(
  options: SandboxOptions & { policy?: Partial<Policy>; life?: Mortality; listener?: ListenerUrls } = {},
): Promise<Engine> {
  const sandbox = await createSandbox({ manual: true, startAt: Date.UTC(2026, 0, 5, 9), ...options });
  const policy = { ...defaultPolicy, ...options.policy };
  const life = options.life ?? mortality();
  const file = openSqliteStore(':memory:');
  const store = mortal(life, file, ['create', 'createAll', 'replace', 'replaceAll', 'delete']);
  const log = capturedLog();
  const clock = (options.manual ?? true) ? ownTime(sandbox.clock) : sandbox.clock;
  const health = createHealth(clock);
  const metrics = createMetrics();
  const graph = connectSandbox(sandbox, { clock, log, health }, { metrics });
  let ids = 0;
  let swept = Number.NEGATIVE_INFINITY;
  const courier = recordingCourier();
  const ports: Engine['ports'] = {
    store,
    clock,
    log,
    courier: mortal(life, courier, [
      'updateBatchCard',
      'postDigest',
      'updateDigestCard',
      'postNamingCard',
      'updateNamingCard',
      'postNamingNews',
    ]),
    health,
    autopilot: mortal(life, graph.autopilot),
    directory: mortal(life, graph.directory),
    intune: mortal(life, graph.intune),
    groupWatch: mortal(life, graph.groupWatch),
    metrics,
    newId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
  };

  async function devices(): Promise<Device[]> {
    return Array.fromAsync(everyRecord(store, 'devices', {}));
  }

  async function turn(): Promise<void> {
    await createDevicesOfDecidedBatches(ports, policy);
    await carryOutRetries(ports, policy);
    await followWakeUps(ports, policy);
    const result = await pass(ports, policy);
    if (clock.now() - swept >= 5 * 60_000) {
      swept = clock.now();
      try {
        const { batches, errors } = await sweep(ports, policy);
        for (const id of batches) result.batches.add(id);
        result.errors.push(...errors);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        result.errors.push(error);
      }
    }
    await markCardsDue(result.batches, ports);
    await updateBatchCards(ports, policy);
    await deliverNaming(ports, policy);
    await updateDigestCards(ports, policy);
    await compose(ports, policy);
    await deliverDigests(ports, policy);
    if (result.errors.length > 0) throw new AggregateError(result.errors);
  }

  async function until(fits: (device: Device) => boolean, limit = 4 * 3_600_000): Promise<Device[]> {
    const end = clock.now() + limit;
    for (;;) {
      await engine.turn();
      const all = await devices();
      if (all.length > 0 && all.every(fits)) return all;
      if (clock.now() >= end) throw new Error(`not in ${limit / 60_000} minutes: ${JSON.stringify(all.map(describe))}`);
      const next = Math.min(...all.map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY), clock.now() + 60_000);
      sandbox.clock.advance(Math.max(1_000, next - clock.now()));
    }
  }

  function job(name: string) {
    const started: string[] = [];
    const found = jobTable(ports, policy, options.listener, (other) => started.push(other)).find(
      (each) => each.name === name,
    );
    if (found === undefined) throw new Error(`there is no job ${name}`);
    return { schedule: found.schedule, started, run: () => found.run(new AbortController().signal) };
  }

  async function run(name: string) {
    const { schedule, started, run: runJob } = job(name);
    await runJob();
    return { schedule, started };
  }

  const engine: Engine = {
    ports,
    policy,
    sandbox,
    registration: createRegistration(ports, policy, defaultLimits, followNothing),
    run,
    job,
    devices,
    turn,
    until,
    register: (count, choice = {}) => registerDevices(count, choice, ports, policy),
    async close() {
      file.close();
      await sandbox.close();
    },
  };
  return engine;
}

/** Where only the test moves the clock, an engine that was told to wait moves it itself: nobody else could wake it. */
export function ownTime(clock: SandboxClock): Clock {
  return {
    now: clock.now,
    sleep: (milliseconds) => Promise.resolve(clock.advance(Math.max(0, milliseconds))),
  };
}

/** The Graph adapter against a sandbox, signed in with its client secret's stand-in: the managed identity endpoint. */
export function connectSandbox(
  sandbox: Sandbox,
  ports: Pick<Ports, 'clock' | 'log' | 'health'>,
  options: Partial<Parameters<typeof connectGraph>[0]> = {},
) {
  process.env['IDENTITY_ENDPOINT'] = `${sandbox.origin}/msi/token`;
  process.env['IDENTITY_HEADER'] = sandbox.credentials.identitySecret;
  const given = { credential: { kind: 'managedIdentity' }, origin: sandbox.origin, random: () => 0.5 } as const;
  return connectGraph({ ...given, ...options }, ports);
}

async function registerDevices(
  count: number,
  {
    profile = 'Standard',
    sharedMode = false,
    prefix = 'TEST',
    assignedUser,
  }: { profile?: string; sharedMode?: boolean; prefix?: string; assignedUser?: string },
  ports: Ports,
  policy: Policy,
) {
  const random = seededRandom(7);
  const rows = Array.from({ length: count }, (_, index) =>
    reportRow(`${prefix}${String(index).padStart(4, '0')}`, index + 2, random, assignedUser),
  );
  const batchId = ports.newId();
  for (let start = 0; start < rows.length; start += 100) {
    await ports.store.create('batchRows', {
      id: `${batchId}:${start / 100}`,
      batchId,
      rows: rows.slice(start, start + 100),
    });
  }
  await ports.store.create('batches', {
    id: batchId,
    state: 'draft',
    requester: { id: 'alex', name: 'Alex Wilber' },
    fileName: 'devices.csv',
    digest: batchId,
    createdAt: ports.clock.now(),
    report: {
      encoding: 'utf-8',
      delimiter: ',',
      findings: [],
      summary: { accepted: count, repaired: 0, rejected: 0 },
      models: [{ model: 'Latitude 5450', count, tpm: [{ version: '2.0', count }], memory: [16] }],
      otherModels: 0,
      kinds: [],
      rowsWithFindings: 0,
      tags: [],
      notShareable: { count: 0, lines: [] },
      known: [],
      firstSerialNumbers: rows.slice(0, 20).map(({ serialNumber }) => serialNumber),
    },
    card: { conversationId: 'chat', activityId: 'card' },
  });
  const request = {
    batchId,
    profile,
    sharedMode,
    note: undefined,
    actor: { id: 'alex', name: 'Alex Wilber' },
    activityId: undefined,
  };
  const outcome = await register(request, ports, policy);
  if (outcome.kind !== 'registered') throw new Error(`not registered: ${outcome.kind}`);
  return { batchId, serialNumbers: rows.map(({ serialNumber }) => serialNumber) };
}

function reportRow(
  serialNumber: string,
  line: number,
  random: ReturnType<typeof seededRandom>,
  assignedUser: string | undefined,
): ReportRow {
  const machine = { serialNumber, manufacturer: 'Dell Inc.', model: 'Latitude 5450' };
  return {
    ...machine,
    line,
    verdict: 'accepted',
    findings: [],
    device: {
      key: deviceKey(machine.manufacturer, serialNumber),
      hardwareHash: encodeHash(machine, random),
      tpmVersion: '2.0',
      memory: 16,
      groupTag: undefined,
      assignedUser,
    },
  };
}

function describe({ serialNumber, status, step, problem }: Device) {
  return [serialNumber, status, step, problem?.code];
}
