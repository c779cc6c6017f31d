import type { Subscription } from '../ports/groupWatch.ts';
import { hashSecret, isSameHash } from './secret.ts';
import type { WatchedGroup } from './watchedGroup.ts';

/** Where Graph sends notifications and lifecycle events. */
export interface ListenerUrls {
  notifications: string;
  lifecycle: string;
}

/** The addresses of a listener below this one. */
export function listenerUrls(publicUrl: string): ListenerUrls {
  return { notifications: `${publicUrl}/api/notifications`, lifecycle: `${publicUrl}/api/lifecycle` };
}

/**
 * How long a subscription is made for, in milliseconds: 44 hours of the 29 days that Graph allows for groups. Its authorisation may have to
 * be renewed once a day (docs/sources.md, change notifications), so that renewing at half of a longer life would not be enough, and renewing
 * at half of this one is.
 */
export const subscriptionLife = 44 * 60 * 60_000;
/** Never renewed twice within this, in milliseconds: ten minutes (docs/sources.md, change notifications). */
const renewalPause = 10 * 60_000;
/** Ends that differ by less are one end, in milliseconds. */
const tolerance = 60_000;

/** What is to be done so that the subscriptions are as they should be. */
export interface SubscriptionPlan {
  /** Subscriptions of ours that should not be, and those that stand in the way of one that should. */
  remove: Subscription[];
  renew: { group: WatchedGroup; subscription: Subscription }[];
  /** Groups whose subscription is there, as far as this is news. */
  adopt: { group: WatchedGroup; subscription: Subscription }[];
  create: WatchedGroup[];
}

/**
 * Compares the subscriptions there are with those there should be: one for each group that exists, to our listener, with the secret we
 * know. Pure.
 */
export function planSubscriptions(
  groups: readonly WatchedGroup[],
  existing: readonly Subscription[],
  urls: ListenerUrls,
  now: number,
): SubscriptionPlan {
  const plan: SubscriptionPlan = { remove: [], renew: [], adopt: [], create: [] };
  const kept = new Set<string>();
  for (const group of groups) {
    if (group.groupId === undefined) continue;
    const subscription = existing.find((each) => !kept.has(each.id) && isOf(each, group) && isOurs(each, group, urls));
    if (subscription === undefined) {
      plan.create.push(group);
      continue;
    }
    kept.add(subscription.id);
    if (isDue(subscription, group, now)) plan.renew.push({ group, subscription });
    else if (isNews(subscription, group)) plan.adopt.push({ group, subscription });
  }
  const wanted = new Set(plan.create.map(({ groupId = '' }) => resourceOf(groupId)));
  const recorded = new Set(groups.flatMap(({ subscriptionId }) => subscriptionId ?? []));
  plan.remove = existing.filter(
    (each) =>
      !kept.has(each.id) &&
      // To our listener, or made by us when it was somewhere else, or in the place of one that we need: Graph refuses a second one (409).
      (isSameAddress(each.notificationUrl, urls.notifications) || recorded.has(each.id) || wanted.has(each.resource)),
  );
  return plan;
}

/** The resource of a group's members, as Graph gives it back. */
export function resourceOf(groupId: string): string {
  return `/groups/${groupId}/members`.toLowerCase();
}

/** What was recorded counts however Graph spells its resource. */
function isOf({ id, resource }: Subscription, { groupId = '', subscriptionId }: WatchedGroup): boolean {
  return id === subscriptionId || resource === resourceOf(groupId);
}

/** Neither the secret nor the lifecycle address of a subscription can be changed: one with others is not ours any more. */
function isOurs(subscription: Subscription, group: WatchedGroup, urls: ListenerUrls): boolean {
  const { id, clientState, notificationUrl, lifecycleNotificationUrl } = subscription;
  if (!isSameAddress(notificationUrl, urls.notifications)) return false;
  if (!isSameAddress(lifecycleNotificationUrl, urls.lifecycle)) return false;
  // Graph may keep the secret to itself; then only what was recorded is ours.
  if (clientState === undefined) return group.secretHash !== undefined && group.subscriptionId === id;
  return isSameHash(hashSecret(clientState), group.secretHash);
}

/** However each is spelt: one that was taken for another would be deleted and made anew every fifteen minutes. */
function isSameAddress(one: string | undefined, other: string): boolean {
  if (one === undefined || !URL.canParse(one) || !URL.canParse(other)) return one === other;
  return new URL(one).href === new URL(other).href;
}

/**
 * At half of its life, when it ends later than one made now would, as after a time when our clock was ahead, or when Graph asked: whether a
 * renewal took effect is read from Graph's own answer.
 */
function isDue(subscription: Subscription, group: WatchedGroup, now: number): boolean {
  const renewedAt = subscription.expiresAt - subscriptionLife;
  const latest = group.subscriptionId === subscription.id ? (group.renewedAt ?? renewedAt) : renewedAt;
  // The answer to a renewal may be known before the list shows it.
  if ([renewedAt, latest].some((at) => Math.abs(now - at) < renewalPause)) return false;
  const age = now - renewedAt;
  return age < 0 || age >= subscriptionLife / 2 || isAsked(subscription, group, renewedAt);
}

/** What Graph asked of an end that has been moved since is done; it sends what was not answered again for hours. */
function isAsked({ expiresAt }: Subscription, group: WatchedGroup, renewedAt: number): boolean {
  const { reauthorizeAskedAt: askedAt, reauthorizeAskedFor: askedFor } = group;
  if (askedAt === undefined) return false;
  return askedFor === undefined ? askedAt > renewedAt : askedFor >= expiresAt - tolerance;
}

function isNews(subscription: Subscription, group: WatchedGroup): boolean {
  return (
    group.subscriptionId !== subscription.id ||
    group.expiresAt !== subscription.expiresAt ||
    group.problem !== undefined
  );
}
