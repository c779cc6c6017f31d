import { readTarget, type Subscription, type Target, targetExists } from '../notifications/subscription.ts';
import { badRequest, GraphFailure, unknownObject } from './answer.ts';
import type { RoutedRequest } from './route.ts';

const minute = 60_000;
const hour = 60 * minute;
/** Longest life of a subscription to groups or users, minutes (Graph's change notifications overview). */
const longestLife = 41_760;
/** Shorter lives are made this long, milliseconds (Graph's subscription resource). */
const shortestLife = 45 * minute;

/** The read permission that a subscription to a resource needs; permissions to write do not stand in for it. */
const permissions: Record<Target['kind'], string> = { groups: 'Group.Read.All', users: 'User.Read.All' };

/** Permissions of which an application with subscriptions has one. */
export const subscribers: readonly string[] = Object.values(permissions);

/** Graph's words for a malformed subscription. */
export function invalidSubscription(message: string): GraphFailure {
  return new GraphFailure(400, 'InvalidRequest', message);
}

/** What a resource path stands for. Throws a `GraphFailure`: 400 where it has no notifications, 404 where it does not exist. */
export function checkedTarget(request: RoutedRequest, resource: string): Target {
  const target = readTarget(resource);
  if (target === undefined) {
    throw invalidSubscription(`Resource '${resource}' is not supported for change notifications.`);
  }
  checkPermission(request, target);
  if (!targetExists(request.world, target)) throw unknownObject(target.id ?? '');
  return target;
}

/** Throws a `GraphFailure` of status 403 unless the application may read what it subscribes to. */
export function checkPermission(request: RoutedRequest, { kind }: Target): void {
  const needed = permissions[kind];
  if (request.granted.includes(needed)) return;
  throw new GraphFailure(
    403,
    'Authorization_RequestDenied',
    `Insufficient privileges to complete the operation: ${needed} is needed to subscribe to ${kind}.`,
  );
}

/** The types of change as they were given. Throws a `GraphFailure` of status 400 for what groups and users do not have. */
export function checkedChangeType(text: string): string {
  const unknown = typesOf(text).find((type) => type !== 'updated' && type !== 'deleted');
  if (unknown === undefined) return text;
  throw invalidSubscription(`Unsupported changeType '${unknown}': groups and users support updated and deleted only.`);
}

/** A listener's address: https, or http on this machine, which only the sandbox takes. Throws a `GraphFailure` of status 400. */
export function checkedListener(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || loopback) return text;
  throw invalidSubscription(`The '${name}' must be an absolute URL that starts with https.`);
}

/** When a subscription ends, milliseconds since 1970 UTC. Throws a `GraphFailure` of status 400. */
export function checkedExpiration(request: RoutedRequest, text: string): number {
  const { now } = request.world;
  const wanted = Date.parse(text);
  if (Number.isNaN(wanted) || !/T.*(Z|[+-]\d\d:\d\d)$/i.test(text)) {
    throw invalidSubscription('expirationDateTime must be a date and time with its offset.');
  }
  if (wanted <= now) throw invalidSubscription('Subscription expiration must be in the future.');
  if (wanted > now + longestLife * minute) {
    throw new GraphFailure(
      400,
      'ExtensionError',
      `Subscription expiration can only be ${longestLife} minutes in the future.`,
    );
  }
  return Math.max(wanted, now + shortestLife);
}

/**
 * Throws a `GraphFailure` of status 400 for a long subscription without lifecycle notifications. Documented of Teams
 * resources; the sandbox asks it of all, because the address cannot be added to a subscription later.
 */
export function checkLifecycle(request: RoutedRequest, expiresAt: number, url: string | null): void {
  if (url !== null || expiresAt <= request.world.now + hour) return;
  throw invalidSubscription(
    'lifecycleNotificationUrl is a required property for subscription creation on this resource when the expirationDateTime value is set to greater than 1 hour.',
  );
}

/** Throws a `GraphFailure`: 409 where the same subscription exists, 403 where there are as many as may be. */
export function checkRoom({ notifications }: RoutedRequest, target: Target, changeType: string): void {
  const existing = notifications.subscriptions();
  const same = (other: Subscription): boolean =>
    typesOf(other.changeType).join() === typesOf(changeType).join() &&
    (['kind', 'id', 'part'] as const).every((key) => other.target[key] === target[key]);
  if (existing.some(same)) {
    throw new GraphFailure(409, 'Conflict', 'Subscription with the same resource and changeType already exists.');
  }
  if (existing.length >= notifications.quota) {
    throw new GraphFailure(
      403,
      'Forbidden',
      `Maximum number of active subscriptions per application and tenant reached: ${notifications.quota}.`,
    );
  }
}

/** Shakes hands with a listener. Rejects with a `GraphFailure` of status 400. */
export async function shakeHands({ notifications }: RoutedRequest, url: string): Promise<void> {
  const wrong = await notifications.validate(url);
  if (wrong !== undefined) throw new GraphFailure(400, 'ValidationError', wrong);
}

/** Throws a `GraphFailure` of status 400 where renewal and reauthorisation come within ten minutes of each other, which Graph asks not to do. */
export function checkPause(request: RoutedRequest, last: number | undefined): void {
  if (last === undefined || request.world.now - last >= 10 * minute) return;
  throw badRequest('Renew a subscription or reauthorize it, not both within 10 minutes.');
}

function typesOf(changeType: string): string[] {
  return [...new Set(changeType.split(',').map((type) => type.trim().toLowerCase()))].toSorted();
}
