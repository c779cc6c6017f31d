import { currentCard } from '../../../src/bot/actions/batchAnswer.ts';
import { createBot } from '../../../src/bot/bot.ts';
import { healthTitle } from '../../../src/bot/cards/healthCard.ts';
import { unreachedDetail, unreachedLead } from '../../../src/bot/cards/unreachedWords.ts';
import { createBodyBudget } from '../../../src/callers/bodyBudget.ts';
import { activityBytes, fitsActivity } from '../../../src/callers/limits.ts';
import type { Digest } from '../../../src/registration/announcements/digest.ts';
import { subscribe } from '../../../src/registration/announcements/subscribe.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { createEngine, type Engine } from '../../support/engine.ts';
import { type HostileConnector, startHostileConnector } from '../../support/hostileConnector.ts';

/** Devices of a journey. */
export const count = 20;
export const chatId = 'chat';
export const channelId = '19:it@thread.tacv2';

/** Real milliseconds for one request: what is slow is slower than this, in the connector's own time. */
const deadline = 400;
const minute = 60_000;
/** Virtual time after which a journey is over, whatever is left to say. */
const limit = 8 * 60 * minute;

/** What a request said, noted while the courier posts it. */
export interface Saying {
  digest: string;
  kind: Digest['kind'];
  devices: string[];
}

/** A journey that is over. */
export interface Journey {
  connector: HostileConnector;
  /** Titles of the `health` card while it went on, and what it said of conversations. */
  health: Set<string>;
  /** The title at the end. */
  healthAfter: string;
  /** Digests at the end. */
  digests: Digest[];
  /** What the batch's card must show, as its summary, and what it shows. */
  card: { wanted: string; shown: string | undefined };
  /** Minutes from the last device's Active to the end. */
  minutes: number;
  isSettled: boolean;
}

/** Takes 20 devices from their request to Active, tells a chat and a channel over real HTTP, and waits until all is said. */
export async function playJourney(grudge: HostileConnector['grudge']): Promise<Journey> {
  const engine = await createEngine({ throttling: false, latencies: 'quick', signInAfter: minute });
  const { clock, store } = engine.ports;
  const connector = await startHostileConnector(clock);
  try {
    await connect(engine, connector);
    await store.create('conversations', { id: chatId, reference: reference(connector, chatId, 'personal'), seenAt: 0 });
    await store.create('conversations', {
      id: channelId,
      reference: reference(connector, channelId, 'channel'),
      seenAt: 0,
    });
    const actor = { id: 'megan', name: 'Megan Bowen' };
    await subscribe({ id: channelId, name: 'IT operations', actor, activityId: undefined }, engine.ports);
    connector.grudge = grudge;
    const { batchId } = await engine.register(count);
    const health = new Set<string>();
    const end = clock.now() + limit;
    let activeAt: number | undefined;
    let isSettled = false;
    while (!isSettled && clock.now() < end) {
      await connector.tick();
      await engine.turn();
      const report = await engine.registration.health();
      for (const each of report.unreached) health.add(`${unreachedLead(each)}: ${unreachedDetail(each)}`);
      if (activeAt === undefined && (await engine.devices()).every(({ status }) => status === 'active'))
        activeAt = clock.now();
      isSettled = activeAt !== undefined && (await isAllSaid(engine, batchId));
      engine.sandbox.clock.advance(activeAt === undefined || clock.now() - activeAt < 5 * minute ? 15_000 : 2 * minute);
    }
    // Whatever may still turn up late does.
    engine.sandbox.clock.advance(2 * minute);
    await connector.tick();
    const view = await engine.registration.batch(batchId);
    if (view === undefined) throw new Error('the batch is gone');
    const placed = view.batch.card?.activityId;
    const shown = connector.standing.findLast(({ id }) => id === placed)?.body['summary'];
    return {
      connector,
      health,
      healthAfter: healthTitle(await engine.registration.health(), clock.now()),
      digests: await Array.fromAsync(everyRecord(store, 'digests', {})),
      card: { wanted: currentCard(view, engine.policy).summary, shown: typeof shown === 'string' ? shown : undefined },
      minutes: Math.round((clock.now() - (activeAt ?? 0)) / minute),
      isSettled,
    };
  } finally {
    await connector.close();
    await engine.close();
  }
}

/** The bot's own courier and adapter in place of the one that only remembers. */
async function connect(engine: Engine, connector: HostileConnector): Promise<void> {
  const { ports, policy, registration } = engine;
  const { courier } = createBot({
    authentication: { kind: 'anonymous' },
    http: {
      readBody: createBodyBudget(activityBytes).reader(activityBytes),
      isWithinShape: fitsActivity,
      countRefusal: () => undefined,
    },
    serviceUrls: { hosts: [], loopback: true },
    tenantId: '99999999-9999-4999-8999-999999999999',
    policy,
    registration,
    roles: {
      has: async () => false,
      hasNow: async () => false,
      standing: async () => 'member',
      standingNow: async () => 'member',
      groupName: () => '',
      trouble: () => undefined,
    },
    conversations: { get: async (id) => (await ports.store.get('conversations', id))?.reference },
    clock: ports.clock,
    log: ports.log,
    download: { allowedHosts: [], maxBytes: 1, timeoutMs: 1 },
    connectorTimeoutMs: deadline,
    newId: ports.newId,
  });
  Object.assign(ports, {
    courier: {
      ...courier,
      async postDigest(digest: Digest, ...rest: [never, never]) {
        const devices = digest.devices.map(({ key }) => key);
        connector.speakingOf = { digest: digest.id, kind: digest.kind, devices } satisfies Saying;
        try {
          return await courier.postDigest(digest, ...rest);
        } finally {
          connector.speakingOf = undefined;
        }
      },
    },
  });
}

function reference({ origin }: HostileConnector, id: string, conversationType: string) {
  const conversation = { id, conversationType, isGroup: conversationType !== 'personal', tenantId: 'tenant' };
  return { bot: { id: '28:bot', name: 'Preflight' }, channelId: 'msteams', serviceUrl: `${origin}/`, conversation };
}

async function isAllSaid({ ports: { store }, devices }: Engine, batchId: string): Promise<boolean> {
  const open = await store.count('digests', { equals: { state: 'open' } });
  const batch = await store.get('batches', batchId);
  const unsaid = (await devices()).some(({ announcements }) => announcements.length > 0);
  return open === 0 && batch?.cardDueAt === undefined && !unsaid;
}
