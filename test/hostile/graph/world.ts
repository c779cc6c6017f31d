import { createSandbox } from '../../../sandbox/server.ts';
import { createBodyBudget } from '../../../src/callers/bodyBudget.ts';
import { fitsNotifications, notificationBytes } from '../../../src/callers/limits.ts';
import { connectGraph } from '../../../src/graph/graph.ts';
import { createHttpApp } from '../../../src/http.ts';
import { jobTable } from '../../../src/jobs/table.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { createRegistration } from '../../../src/registration/createRegistration.ts';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { createIntake } from '../../../src/registration/notifications/acceptNotifications.ts';
import { listenerUrls } from '../../../src/registration/notifications/planSubscriptions.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createHealth } from '../../../src/registration/ports/health.ts';
import { directoryRoles } from '../../../src/registration/roles.ts';
import { openSqliteStore } from '../../../src/store/sqlite.ts';
import { createWebhooks } from '../../../src/webhooks/listener.ts';
import { capturedLog } from '../../support/capturedLog.ts';
import { createHostileGraph } from '../../support/hostileGraph.ts';
import { listen } from '../../support/listen.ts';
import { recordingCourier } from '../../support/recordingCourier.ts';
import { createMachine } from './machine.ts';

/** What a silent Graph costs on virtual time, in milliseconds. */
const silence = 100_000;

/** Preflight as `main` joins it, the chat apart, whose Graph lies, with everything on the sandbox's clock. */
export type World = Awaited<ReturnType<typeof createWorld>>;

/** Starts one that gives up a silent Graph after `patience` milliseconds of the machine's time. With `renewsTokens` it signs in for every request, so that this can be lied about at any time. */
export async function createWorld({ patience, renewsTokens }: { patience: number; renewsTokens: boolean }) {
  const sandbox = await createSandbox({
    manual: true,
    startAt: Date.UTC(2026, 10, 2, 9, 1),
    openapi: '',
    tokenLifetime: renewsTokens ? 60 : 3_600,
    // Twenty devices fill three pages: lists are read page by page, and single things are asked for one by one.
    limits: { intunePage: 8 },
  });
  const log = capturedLog();
  const graphServer = await createHostileGraph(sandbox.origin, () => sandbox.clock.advance(silence));
  const store = openSqliteStore(':memory:');
  const machine = createMachine(sandbox, log, async () => {
    const devices = await Array.fromAsync(everyRecord(store, 'devices', {}));
    return Math.min(...devices.map(({ dueAt }) => dueAt ?? Number.POSITIVE_INFINITY));
  });
  const { clock } = machine;
  const health = createHealth(clock);
  process.env['IDENTITY_ENDPOINT'] = `${graphServer.origin}/msi/token`;
  process.env['IDENTITY_HEADER'] = sandbox.credentials.identitySecret;
  const stopping = new AbortController();
  const graph = connectGraph(
    {
      credential: { kind: 'managedIdentity' },
      origin: graphServer.origin,
      random: () => 0.5,
      timeout: patience,
      signal: stopping.signal,
    },
    { clock, log, health },
  );
  const courier = recordingCourier();
  const metrics = createMetrics();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const ports = { store, clock, log, courier, health, metrics, newId, ...graph };
  const policy = defaultPolicy;

  let handler: Parameters<typeof listen>[0] = (_request, response) => void response.writeHead(503).end();
  const listener = await listen((request, response) => handler(request, response));
  const webhooks = createWebhooks({
    intake: createIntake(ports, sandbox.credentials.tenantId),
    wake: () => machine.wake('pass'),
    wakeSubscriptions: () => machine.wake('subscriptions'),
    readBody: createBodyBudget(notificationBytes).reader(notificationBytes),
    isWithinShape: fitsNotifications,
    log,
    metrics,
  });
  handler = createHttpApp({
    bot: async (_request, response) => void response.writeHead(418).end(),
    webhooks,
    metrics: metrics.text,
    ready: async () => undefined,
    log,
  });
  const jobs = jobTable(ports, policy, listenerUrls(listener.origin), machine.wake);
  const { interactive } = graph;
  const registration = createRegistration(
    { ...ports, ...interactive },
    policy,
    defaultLimits,
    {
      pass: () => machine.wake('pass'),
      deliver: () => machine.wake('deliver'),
      names: () => machine.wake('names'),
    },
    true,
  );
  return {
    sandbox,
    log,
    graphServer,
    store,
    machine,
    clock,
    courier,
    policy,
    registration,
    roles: directoryRoles(interactive.directory, policy.roles, clock),
    step: () => machine.step(jobs),
    devices: () => Array.fromAsync(everyRecord(store, 'devices', {})),
    async close() {
      stopping.abort();
      await listener.close();
      await graphServer.close();
      await sandbox.close();
      store.close();
    },
  };
}
