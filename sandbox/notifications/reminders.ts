import type { World } from '../tenant/world.ts';
import type { Registry } from './registry.ts';
import type { Subscription } from './subscription.ts';

/** When the first reminder is sent before deliveries stop, and how often it is repeated, virtual milliseconds. Graph documents no cadence. */
const firstReminder = 30 * 60_000;
const betweenReminders = 15 * 60_000;

/**
 * Plans `reauthorizationRequired` for the time before a subscription expires or its authorisation does, until the
 * client renews or reauthorises it. To be called again after that.
 */
export function planReminders(
  world: World,
  registry: Registry,
  { id, authorizations, expiresAt, authorizedUntil }: Subscription,
  remind: (subscription: Subscription) => void,
): void {
  const end = Math.min(expiresAt, authorizedUntil);
  const due = (at: number): void => {
    if (at >= end) return;
    world.after(at - world.now, () => {
      const subscription = registry.find(id);
      if (subscription?.authorizations !== authorizations) return;
      remind(subscription);
      due(at + betweenReminders);
    });
  };
  due(Math.max(end - firstReminder, world.now));
}
