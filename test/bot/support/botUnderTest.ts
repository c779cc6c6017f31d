import { type Bot, createBot } from '../../../src/bot/bot.ts';
import type { BotAuthentication, BotOptions, RefusedCaller } from '../../../src/bot/options.ts';
import { createBodyBudget } from '../../../src/callers/bodyBudget.ts';
import { activityBytes, fitsActivity } from '../../../src/callers/limits.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import type { Standing } from '../../../src/registration/ports/directory.ts';
import { holds, type Role } from '../../../src/registration/roles.ts';
import { type Listening, listen } from '../../support/listen.ts';
import { type FakeConnector, startConnector } from './fakeConnector.ts';
import { type FakeRegistration, fakeRegistration } from './fakeRegistration.ts';
import { memoryLog } from './memoryLog.ts';
import { ada, now } from './samples.ts';

export const tenantId = '99999999-9999-4999-8999-999999999999';

/** The bot behind a real HTTP server, with a real connector to talk to and a small engine. */
export interface BotUnderTest extends Listening {
  bot: Bot;
  connector: FakeConnector;
  registration: FakeRegistration;
  log: ReturnType<typeof memoryLog>;
  /** Roles by Entra object id; Ada starts as a registrar. */
  roles: Map<string, Role[]>;
  /** Roles that the bot read a minute ago and still believes, where they are others. */
  believed: Map<string, Role[]>;
  /** Why requests were refused, in order. */
  refusals: RefusedCaller[];
  /** What accounts are, by Entra object id, where they are not members. */
  standings: Map<string, Standing>;
  /** Rejects questions about roles while set. */
  directoryFails: { error: Error | undefined };
  /** Posts a raw body. */
  post(
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: unknown; text: string; headers: Headers }>;
  stop(): Promise<void>;
}

/** Starts one; `over` changes its options. */
export async function startBot(
  over: Partial<BotOptions> & { authenticate?: (connector: FakeConnector) => Promise<BotAuthentication> } = {},
): Promise<BotUnderTest> {
  const connector = await startConnector();
  const registration = fakeRegistration();
  const log = memoryLog();
  const roles = new Map<string, Role[]>([[ada.id, ['registrar']]]);
  const directoryFails: BotUnderTest['directoryFails'] = { error: undefined };
  const believed = new Map<string, Role[]>();
  async function held(roles: readonly Role[] = [], role: Role): Promise<boolean> {
    if (directoryFails.error !== undefined) throw directoryFails.error;
    return holds(new Set(roles), role);
  }
  const standings = new Map<string, Standing>();
  function standingOf(userId: string): Standing {
    if (directoryFails.error !== undefined) throw directoryFails.error;
    return standings.get(userId) ?? 'member';
  }
  const refusals: RefusedCaller[] = [];
  let ids = 0;
  const { authenticate, ...options } = over;
  const bot = createBot({
    authentication: (await authenticate?.(connector)) ?? { kind: 'anonymous' },
    http: {
      readBody: createBodyBudget(10 * activityBytes).reader(activityBytes),
      isWithinShape: fitsActivity,
      countRefusal: (reason) => refusals.push(reason),
    },
    serviceUrls: { hosts: [], loopback: true },
    tenantId,
    policy: defaultPolicy,
    registration,
    roles: {
      // What the directory says now, and what was believed a moment ago where a test says so.
      has: (userId, role) => held(believed.get(userId) ?? roles.get(userId), role),
      hasNow: (userId, role) => held(roles.get(userId), role),
      standing: async (userId) => standingOf(userId),
      standingNow: async (userId) => standingOf(userId),
      groupName: (role) => defaultPolicy.roles[role],
      trouble: () => undefined,
    },
    conversations: { get: async (id) => registration.references.get(id) },
    clock: { now: () => now },
    log,
    download: { allowedHosts: ['*.sharepoint.com'], maxBytes: 10_000, timeoutMs: 2_000 },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...options,
  });
  const server = await listen((request, response) => void bot.process(request, response));
  return {
    ...server,
    bot,
    connector,
    registration,
    log,
    roles,
    refusals,
    believed,
    directoryFails,
    standings,
    async post(body, headers = {}) {
      const response = await fetch(`${server.origin}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
      return { status: response.status, text, body: parsed, headers: response.headers };
    },
    async stop() {
      await server.close();
      await connector.close();
    },
  };
}
