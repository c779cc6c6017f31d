import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { adminRouter } from './admin/adminRouter.ts';
import type { Deliver } from './admin/parts.ts';
import type { Clicks } from './clicks.ts';
import { type SandboxClock, type SandboxClockOptions, sandboxClock } from './clock.ts';
import type { Consents } from './consents.ts';
import { consoleRouter } from './consoleRouter.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFileHost, type FileHost } from './files.ts';
import { createGraph } from './graph/graph.ts';
import { graphRouter } from './graph/graphRouter.ts';
import type { Limits } from './graph/route.ts';
import { graphRoutes } from './graph/routes.ts';
import { noThrottle, publishedThrottle } from './graph/throttle.ts';
import { type ApplicationCredentials, tokenRoutes } from './identity/tokenRoutes.ts';
import { type TokenVerdict, tokenIssuer } from './identity/tokens.ts';
import { loopbackCallers } from './loopbackCallers.ts';
import { createNotifications, type NotificationOptions, type Notifications } from './notifications/notifications.ts';
import { loadContract, type Violation } from './openapi.ts';
import { createRequestLog, type RequestLog } from './requestLog.ts';
import { type SampleFile, sampleFiles } from './samples/files.ts';
import { presetTenantId } from './tenant/preset.ts';
import { guidOf, seededRandom } from './tenant/random.ts';
import { createTenant, type Tenant, type TenantOptions } from './tenant/tenant.ts';

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions extends SandboxClockOptions, TenantOptions {
  /** A free one when left out. */
  port?: number | undefined;
  /** What the managed identity endpoint asks for in `X-IDENTITY-HEADER`. */
  identitySecret?: string | undefined;
  clientSecret?: string | undefined;
  /** Application permissions granted to the application; every one the sandbox knows when left out. */
  permissions?: readonly string[] | undefined;
  /** Seconds of real time an access token lasts; an hour when left out. */
  tokenLifetime?: number | undefined;
  /** Sizes that the real service does not document. */
  limits?: Partial<Limits> | undefined;
  /** How subscriptions to change notifications differ from the published ones. */
  notifications?: NotificationOptions | undefined;
  /** Throttle as published; true when left out. */
  throttling?: boolean | undefined;
  /** Folder of Microsoft's OpenAPI descriptions; `GRAPH_OPENAPI` when left out. */
  openapi?: string | undefined;
  /** Entra object id of the person at the keyboard of the chat; the first of the preset tenant's when left out. */
  chatUser?: string | undefined;
  /** Sends a file into the chat. */
  deliver?: Deliver | undefined;
  /** Answers offers of files in the chat. */
  consents?: Consents | undefined;
  /** Presses buttons in the chat for everybody else. */
  clicks?: Clicks | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  credentials: ApplicationCredentials;
  clock: SandboxClock;
  tenant: Tenant;
  /** Application permissions in force: of those in a token, only these count. Take one away or give it back at any time. */
  permissions: Set<string>;
  log: RequestLog;
  faults: Faults;
  files: FileHost;
  /** Change notifications: subscriptions, what was delivered to whom, trouble on demand. */
  notifications: Notifications;
  samples: readonly SampleFile[];
  /** Where requests and answers were not as Microsoft describes them. */
  violations(): Violation[];
  close(): Promise<void>;
}

const defaultLimits: Limits = { importChunk: 500, intunePage: 1_000, directoryPage: 100 };

/** Starts a sandbox on loopback. Rejects when the port is taken or the OpenAPI descriptions cannot be read. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const contract = await loadContract(options.openapi ?? process.env['GRAPH_OPENAPI']);
  const clock = sandboxClock(options);
  const tenant = createTenant(clock, options);
  const random = seededRandom((options.seed ?? 1) + 1);
  const credentials = credentialsOf(options);
  const permissions = options.permissions ?? [...new Set(graphRoutes.flatMap((route) => route.permissions))];
  const tokens = tokenIssuer({ ...credentials, permissions, lifetime: options.tokenLifetime ?? 3600 });
  const inForce = new Set(permissions);
  const faults = createFaults(random);
  const log = createRequestLog();
  const notifications = createNotifications(
    {
      clock,
      tenant,
      check: contract.checkNotification,
      applicationId: credentials.clientId,
      random: seededRandom((options.seed ?? 1) + 2),
    },
    options.notifications,
  );
  let origin = '';
  const files = createFileHost(clock, random.guid, () => origin);
  const samples = sampleFiles(clock.now());
  const graph = createGraph({
    clock,
    world: tenant.world,
    tokens: { check: async (token) => onlyInForce(await tokens.check(token), inForce) },
    faults,
    throttle: options.throttling === false ? noThrottle : publishedThrottle(random),
    log,
    contract,
    limits: { ...defaultLimits, ...options.limits },
    notifications,
    random,
  });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A front with a certificate tells that clients came by https.
  app.set('trust proxy', 'loopback');
  app.use(graphRouter(graph));
  app.use(tokenRoutes(credentials, tokens));
  const { chatUser, deliver, consents, clicks } = options;
  const chat = { chatUser, deliver, consents, clicks };
  const parts = { clock, tenant, faults, log, contract, files, notifications, samples, ...chat };
  app.use('/_sandbox', adminRouter(parts));
  app.use(files.router);
  app.use(consoleRouter());
  const server = createServer(loopbackCallers(app));
  origin = await listen(server, options.port ?? 0);

  return {
    origin,
    credentials,
    clock,
    tenant,
    permissions: inForce,
    log,
    faults,
    files,
    notifications,
    samples,
    violations: contract.violations,
    async close() {
      notifications.close();
      clock.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function onlyInForce(verdict: TokenVerdict, inForce: ReadonlySet<string>): TokenVerdict {
  return 'refusal' in verdict ? verdict : { permissions: verdict.permissions.filter((name) => inForce.has(name)) };
}

function credentialsOf(options: SandboxOptions): ApplicationCredentials {
  return {
    tenantId: presetTenantId,
    clientId: guidOf('app:preflight'),
    clientSecret: options.clientSecret ?? 'sandbox-client-secret',
    identitySecret: options.identitySecret ?? 'sandbox-managed-identity',
  };
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return `http://127.0.0.1:${bound}`;
}
