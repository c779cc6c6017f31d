import type { Random } from '../tenant/random.ts';
import type { World } from '../tenant/world.ts';
import type { Courier, Delivery } from './courier.ts';
import { type ListenerHealth, tenMinutes } from './listenerHealth.ts';
import type { Registry } from './registry.ts';
import { type ChangeItem, type NotificationBody, renderChange } from './renderNotification.ts';
import type { NotificationSettings } from './settings.ts';
import type { DirectoryChange, Subscription } from './subscription.ts';

/** Notifications that are not yet on their way. */
export interface Outbox {
  /** Puts a change into the next POST to the subscription's listener, together with what else changes until then. */
  add(subscription: Subscription, change: DirectoryChange): void;
  /** Sends what waited for the subscription to be authorised again. */
  resume(subscription: Subscription): void;
}

/** What the outbox works with. */
export interface OutboxParts {
  world: World;
  random: Pick<Random, 'next'>;
  registry: Registry;
  health: ListenerHealth;
  courier: Courier;
  settings: NotificationSettings;
}

/** How long notifications wait for an authorisation, virtual milliseconds. */
const longestPause = 4 * 60 * 60_000;

/** An empty outbox. */
export function createOutbox({ world, random, registry, health, courier, settings }: OutboxParts): Outbox {
  const batches = new Map<string, ChangeItem[]>();
  let paused: { item: ChangeItem; since: number }[] = [];

  function note(url: string, items: number, outcome: Delivery['outcome']): void {
    if (items > 0) courier.note({ at: world.now, url, kind: 'change', items, attempt: 0, outcome });
  }

  function flush(items: readonly ChangeItem[]): void {
    const current = items.map((item) => ({ item, subscription: registry.find(item.subscriptionId) }));
    const byListener = Map.groupBy(current, ({ subscription }) => subscription?.notificationUrl);
    for (const [url, group] of byListener) {
      if (url === undefined) continue;
      const authorized = group.filter(({ item, subscription }) => {
        const may = (subscription?.authorizedUntil ?? 0) > world.now;
        if (!may) paused.push({ item, since: world.now });
        return may;
      });
      note(url, group.length - authorized.length, 'paused');
      const kept = authorized.filter(() => !isLost());
      note(url, authorized.length - kept.length, 'lost');
      post(
        url,
        kept.map(({ item }) => item),
      );
    }
  }

  function isLost(): boolean {
    if (settings.loseNext > 0) settings.loseNext -= 1;
    else return settings.mode === 'lost';
    return true;
  }

  function post(url: string, items: readonly ChangeItem[]): void {
    if (items.length === 0) return;
    const parcel = { url, kind: 'change' as const, body: () => bodyOf(items) };
    courier.send(parcel);
    if (settings.mode === 'duplicated') courier.send(parcel);
  }

  function bodyOf(items: readonly ChangeItem[]): NotificationBody | undefined {
    const value = items.flatMap((item) => {
      const subscription = registry.find(item.subscriptionId);
      return subscription === undefined ? [] : [renderChange(world.tenantId, subscription, item)];
    });
    return value.length === 0 ? undefined : { value };
  }

  return {
    add(subscription, change) {
      const url = subscription.notificationUrl;
      const state = health.state(url, world.now);
      if (state === 'drop') return note(url, 1, 'dropped');
      const usual = settings.delay ?? world.options.latencies.notification;
      const delay = usual + (state === 'slow' ? tenMinutes : 0);
      if (settings.mode === 'shuffled') {
        const alone = collect([], subscription, change);
        world.after(delay * (1 + 3 * random.next()), () => flush(alone));
        return;
      }
      const batch = batches.get(url);
      if (batch !== undefined) return void collect(batch, subscription, change);
      const fresh = collect([], subscription, change);
      batches.set(url, fresh);
      world.after(delay, () => {
        batches.delete(url);
        flush(fresh);
      });
    },
    resume(subscription) {
      const waiting = paused.filter(({ since }) => since > world.now - longestPause);
      const own = waiting.filter(({ item }) => item.subscriptionId === subscription.id);
      paused = waiting.filter((each) => !own.includes(each));
      if (own.length > 0) world.after(0, () => flush(own.map(({ item }) => item)));
    },
  };
}

/** Adds a change to a batch: to the notification of the same object where there is one. The last word on a member counts. */
function collect(
  batch: ChangeItem[],
  subscription: Subscription,
  { member, ...change }: DirectoryChange,
): ChangeItem[] {
  const same = (item: ChangeItem): boolean =>
    item.subscriptionId === subscription.id && item.id === change.id && item.changeType === change.changeType;
  let item = batch.find(same);
  if (item === undefined) {
    item = { ...change, subscriptionId: subscription.id, members: new Map() };
    batch.push(item);
  }
  if (member !== undefined) item.members.set(member.id, member.change);
  return batch;
}
