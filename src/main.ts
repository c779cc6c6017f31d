import './nodeVersion.ts';
import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createBot } from './bot/bot.ts';
import { createBodyBudget } from './callers/bodyBudget.ts';
import { createLimitedServer } from './callers/limitedServer.ts';
import { activityBytes, allBodies, fitsActivity, fitsNotifications, notificationBytes } from './callers/limits.ts';
import { countRefusals } from './callers/refusals.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { everyTenants } from './downloadHosts.ts';
import { connectGraph } from './graph/graph.ts';
import { createHttpApp } from './http.ts';
import { startJobs } from './jobs/inProcess.ts';
import { jobTable } from './jobs/table.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createRegistration } from './registration/createRegistration.ts';
import { createIntake } from './registration/notifications/acceptNotifications.ts';
import { listenerUrls } from './registration/notifications/planSubscriptions.ts';
import type { Clock } from './registration/ports/clock.ts';
import type { Courier } from './registration/ports/courier.ts';
import { createHealth } from './registration/ports/health.ts';
import type { Log } from './registration/ports/log.ts';
import { StoreError } from './registration/ports/storeError.ts';
import { directoryRoles } from './registration/roles.ts';
import type { StartedBy } from './sandboxSettings.ts';
import { openBackgroundWriter } from './store/backgroundWriter.ts';
import { openSqliteStore, type SqliteOptions, type SqliteStore } from './store/sqlite.ts';
import { storeReports } from './storeReports.ts';
import { systemClock } from './systemClock.ts';
import { gather } from './webhooks/gather.ts';
import { createWebhooks } from './webhooks/listener.ts';

/** Preflight, running. */
export interface Preflight {
  /** `http://127.0.0.1:3978` */
  url: string;
  /** Stops listening, lets what runs come to its end (8 s at most), closes the store. */
  stop(): Promise<void>;
}

/** How long stopping may take before it is cut short, in milliseconds. */
const stopDeadline = 8_000;

/** How long what a notification asks to store waits for another program's lock, in milliseconds: Graph waits three seconds for its answer. */
const notificationWait = 800;

/** Notifications of so many milliseconds cause one pass. */
const notificationsGathered = 500;

/** Builds everything from a configuration and starts it: store, Graph, engine, bot, webhooks, jobs, listener. */
export async function startPreflight(config: Config, { clock, log }: { clock: Clock; log: Log }): Promise<Preflight> {
  const metrics = createMetrics();
  let wake: (job: string) => void = () => undefined;
  const store = openStore(config.dataFolder, {
    now: clock.now,
    ...storeReports(log, metrics),
    troubleEnded() {
      log.info({}, 'everything can be stored again');
      for (const job of ['pass', 'deliver']) wake(job);
    },
  });
  const writer = openBackgroundWriter(storePath(config.dataFolder), store, (reason) =>
    log.error({ reason }, 'the thread that stores notifications ended; they are stored without it'),
  );
  const core = { store, clock, log, health: createHealth(clock), newId: randomUUID };
  const stopping = new AbortController();
  const graph = connectGraph({ ...config.graph, random: Math.random, signal: stopping.signal, metrics }, core);
  const { policy } = config;
  const registration = createRegistration(
    { ...core, ...graph.interactive },
    policy,
    config.limits,
    { pass: () => wake('pass'), deliver: () => wake('deliver'), names: () => wake('names') },
    config.notifications.publicUrl !== undefined,
  );
  const countRefusal = countRefusals(log, metrics);
  const bodies = createBodyBudget(allBodies);
  const isSandbox = config.graph.origin !== undefined;
  const bot = createBot({
    authentication: config.bot,
    http: {
      readBody: bodies.reader(activityBytes),
      isWithinShape: fitsActivity,
      countRefusal,
    },
    serviceUrls: { hosts: config.serviceUrlHosts, loopback: isSandbox },
    tenantId: config.tenantId,
    policy,
    registration,
    roles: directoryRoles(graph.interactive.directory, policy.roles, clock),
    conversations: { get: async (id) => (await store.get('conversations', id))?.reference },
    clock,
    log,
    download: {
      allowedHosts: config.downloadHosts,
      insecureLoopbackOrigin: config.sandboxOrigin,
      maxBytes: config.limits.bytes,
      timeoutMs: 30_000,
    },
    newId: randomUUID,
  });
  const { publicUrl, sources, perSecond, proxies } = config.notifications;
  const webhooks = createWebhooks({
    intake: createIntake(
      { ...core, store: { ...store.within(notificationWait), createAll: writer.createAll } },
      config.tenantId,
    ),
    wake: gather(() => wake('pass'), notificationsGathered, clock),
    wakeSubscriptions: () => wake('subscriptions'),
    sources,
    rateLimit: { perSecond, burst: perSecond * 10 },
    proxies,
    readBody: bodies.reader(notificationBytes),
    isWithinShape: fitsNotifications,
    metrics,
    log,
  });
  if (publicUrl === undefined)
    log.info({}, 'PREFLIGHT_PUBLIC_URL is not set: no change notifications, everything is found by polling');
  if (config.downloadHosts.includes(everyTenants) && config.sandboxOrigin === undefined)
    log.warn(
      {},
      `PREFLIGHT_DOWNLOAD_HOSTS holds ${everyTenants}, which is every tenant's: name your own hosts, such as contoso.sharepoint.com and contoso-my.sharepoint.com`,
    );
  const loopbackOnly = isSandbox ? { countRefusal } : undefined;
  const app = createHttpApp({
    bot: bot.process,
    webhooks,
    metrics: metrics.text,
    ready: store.probe,
    log,
    loopbackOnly,
  });
  const server = await listen(createLimitedServer(app, countRefusal).listen(config.port, config.host));
  const jobs = startJobs(
    (wakeJob) =>
      jobTable(
        { ...core, ...graph, metrics, courier: bot.courier satisfies Courier },
        policy,
        publicUrl === undefined ? undefined : listenerUrls(publicUrl),
        wakeJob,
      ),
    {
      clock,
      log,
      random: Math.random,
    },
  );
  wake = jobs.wake;
  return {
    url: addressOf(server),
    async stop() {
      stopping.abort();
      // A client that keeps its connection busy would keep the server open.
      server.prependListener('request', (_request, response: ServerResponse) =>
        response.setHeader('Connection', 'close'),
      );
      const listening = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([
        Promise.all([listening, jobs.stop()]),
        new Promise((resolve) => setTimeout(resolve, stopDeadline).unref()),
      ]);
      await writer.close();
      store.close();
    },
  };
}

function storePath(dataFolder: string): string {
  return join(dataFolder, 'preflight.sqlite');
}

function openStore(dataFolder: string, options: SqliteOptions): SqliteStore {
  const path = storePath(dataFolder);
  try {
    return openSqliteStore(path, options);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const reason = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    throw new ConfigError([`${path} (PREFLIGHT_DATA): ${error.message}${reason}`]);
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** Runs Preflight as this process: reads the environment, starts, and stops in order at SIGTERM or SIGINT. The only place that exits. */
export async function run(makeClock: () => Promise<Clock>, startedBy: StartedBy = 'production'): Promise<void> {
  try {
    const config = readConfig(process.env, startedBy);
    const log = createLog(config.logLevel);
    const preflight = await startPreflight(config, { clock: await makeClock(), log });
    log.info({ url: preflight.url }, 'Preflight is listening');
    let stopping = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (stopping) process.exit(1);
        stopping = true;
        void preflight.stop().finally(() => process.exit(0));
      });
    }
  } catch (error) {
    process.stderr.write(`${explainStart(error)}\n`);
    process.exit(1);
  }
}

function explainStart(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port } = (error ?? {}) as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE')
    return `Preflight cannot start: port ${port} is in use. Stop what uses it, or set PORT to another.`;
  return `Preflight cannot start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

if (import.meta.main) await run(async () => systemClock);
