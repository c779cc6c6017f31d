import type { SandboxClock } from '../clock.ts';
import type { Random } from '../tenant/random.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { createCourier, type Delivery } from './courier.ts';
import { followAgenda } from './followAgenda.ts';
import { type ListenerState, listenerHealth } from './listenerHealth.ts';
import { createOutbox } from './outbox.ts';
import { createRegistry, type Registry, type SubscriptionFacts } from './registry.ts';
import { planReminders } from './reminders.ts';
import { type LifecycleEvent, renderLifecycle } from './renderNotification.ts';
import { type NotificationSettings, usualSettings } from './settings.ts';
import { changeOf, isToldOf, type Subscription } from './subscription.ts';
import { validateListener } from './validateListener.ts';

/** How this tenant's subscriptions differ from others. */
export interface NotificationOptions {
  /** Subscriptions an application may have in one tenant; the published 100 when left out. */
  quota?: number | undefined;
  /** Virtual milliseconds a subscription delivers without being renewed or reauthorised; a day when left out, which is a guess. */
  authorization?: number | undefined;
  /** Whether reading a subscription shows its `clientState` as null, which Microsoft leaves open; it is shown when left out. */
  hidesClientState?: boolean | undefined;
}

/** Subscriptions and what is delivered to them. */
export interface Notifications {
  /** Whose subscriptions they are. */
  applicationId: string;
  quota: number;
  /** Reading a subscription shows its `clientState` as null. */
  hidesClientState: boolean;
  /** Those in force. */
  subscriptions(): Subscription[];
  find(id: string): Subscription | undefined;
  /** Asks a listener whether it wants notifications; resolves with why not, in Graph's words. */
  validate(url: string): Promise<string | undefined>;
  add(facts: SubscriptionFacts): Subscription;
  renew(subscription: Subscription, change: Partial<Pick<Subscription, 'expiresAt' | 'notificationUrl'>>): void;
  reauthorize(subscription: Subscription): void;
  remove(id: string): void;
  /** Sends a lifecycle event of this subscription, or of all. Throws a `RangeError` for one that does not exist or that nobody listens to. */
  sendLifecycle(event: LifecycleEvent, subscriptionId?: string): void;
  settings(): NotificationSettings;
  set(change: Partial<NotificationSettings>): void;
  /** Resolves when everything due is sent and answered; retries that are due later are not waited for. */
  settled(): Promise<void>;
  deliveries(): Delivery[];
  listeners(): { listener: string; state: ListenerState }[];
  close(): void;
}

const publishedQuota = 100;
const day = 24 * 60 * 60_000;

/** What notifications work with. */
export interface NotificationParts {
  clock: SandboxClock;
  tenant: Pick<Tenant, 'world'>;
  /** Holds what is sent to a listener against Microsoft's description. */
  check(url: string, body: unknown): void;
  random: Random;
  applicationId: string;
}

/** Listens to the tenant; nobody has subscribed yet. */
export function createNotifications(parts: NotificationParts, options: NotificationOptions = {}): Notifications {
  const { clock, tenant, random } = parts;
  const world = tenant.world();
  const stop = new AbortController();
  const settings = usualSettings();
  const health = listenerHealth();
  const registry = createRegistry(world, options.authorization ?? day);
  const courier = createCourier({ clock, world: tenant.world, health, check: parts.check, stop: stop.signal });
  const outbox = createOutbox({ world, random, registry, health, courier, settings });
  const agenda = followAgenda(clock, world, () => registry.list().length > 0);

  world.listeners.push((event) => {
    const change = changeOf(event);
    if (change === undefined) return;
    for (const subscription of registry.list()) if (isToldOf(subscription, change)) outbox.add(subscription, change);
  });

  /** Expired subscriptions go when time does. */
  function current(): Registry {
    tenant.world();
    return registry;
  }

  function tell(subscription: Subscription, event: LifecycleEvent): void {
    const url = subscription.lifecycleNotificationUrl;
    if (url === null) return;
    const body = { value: [renderLifecycle(world.tenantId, subscription, event)] };
    courier.send({ url, kind: 'lifecycle', body: () => body });
  }

  function remind(subscription: Subscription): void {
    planReminders(world, registry, subscription, (latest) => tell(latest, 'reauthorizationRequired'));
    agenda.follow();
  }

  function authorize(subscription: Subscription): void {
    registry.authorize(subscription);
    outbox.resume(subscription);
    remind(subscription);
  }

  return {
    applicationId: parts.applicationId,
    quota: options.quota ?? publishedQuota,
    hidesClientState: options.hidesClientState ?? false,
    subscriptions: () => current().list(),
    find: (id) => current().find(id),
    validate: (url) => validateListener(url, { clock, random }, stop.signal),
    add(facts) {
      const subscription = current().add(random.guid(), facts);
      remind(subscription);
      return subscription;
    },
    renew(subscription, change) {
      Object.assign(subscription, change, { renewedAt: world.now });
      authorize(subscription);
    },
    reauthorize(subscription) {
      subscription.reauthorizedAt = world.now;
      authorize(subscription);
    },
    remove: registry.remove,
    sendLifecycle(event, subscriptionId) {
      const chosen = current()
        .list()
        .filter(({ id }) => subscriptionId === undefined || id === subscriptionId);
      const listening = chosen.filter(({ lifecycleNotificationUrl }) => lifecycleNotificationUrl !== null);
      if (listening.length === 0) throw new RangeError('No such subscription has a lifecycleNotificationUrl.');
      for (const subscription of listening) {
        tell(subscription, event);
        if (event === 'subscriptionRemoved') registry.remove(subscription.id);
      }
    },
    settings: () => ({ ...settings }),
    set: (change) => void Object.assign(settings, change),
    settled: courier.idle,
    deliveries: courier.deliveries,
    listeners: () => health.states(tenant.world().now),
    close() {
      agenda.stop();
      stop.abort();
    },
  };
}
