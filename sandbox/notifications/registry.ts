import type { World } from '../tenant/world.ts';
import type { Subscription } from './subscription.ts';

/** What a new subscription is given. */
export type SubscriptionFacts = Omit<
  Subscription,
  'id' | 'authorizedUntil' | 'authorizations' | 'renewedAt' | 'reauthorizedAt'
>;

/** The subscriptions of the application in this tenant. Those that have expired are gone. */
export interface Registry {
  list(): Subscription[];
  find(id: string): Subscription | undefined;
  add(id: string, facts: SubscriptionFacts): Subscription;
  remove(id: string): void;
  /** Lets deliveries go on for another while. */
  authorize(subscription: Subscription): void;
}

/** No subscriptions; `authorization` is how long one may deliver without being authorised again, virtual milliseconds. */
export function createRegistry(world: World, authorization: number): Registry {
  const subscriptions = new Map<string, Subscription>();

  function find(id: string): Subscription | undefined {
    const subscription = subscriptions.get(id.toLowerCase());
    if (subscription === undefined || subscription.expiresAt > world.now) return subscription;
    subscriptions.delete(subscription.id);
    return undefined;
  }

  return {
    list: () => [...subscriptions.keys()].flatMap((id) => find(id) ?? []),
    find,
    add(id, facts) {
      const granted = { authorizedUntil: world.now + authorization, authorizations: 0 };
      const subscription = { ...facts, ...granted, id, renewedAt: undefined, reauthorizedAt: undefined };
      subscriptions.set(id, subscription);
      return subscription;
    },
    remove: (id) => void subscriptions.delete(id),
    authorize(subscription) {
      subscription.authorizedUntil = world.now + authorization;
      subscription.authorizations += 1;
    },
  };
}
