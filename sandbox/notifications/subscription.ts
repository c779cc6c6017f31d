import type { World, WorldEvent } from '../tenant/world.ts';

/** What one can subscribe to, read from a resource path. */
export interface Target {
  kind: 'groups' | 'users';
  /** Every group or user when absent. */
  id: string | undefined;
  part: 'members' | 'owners' | undefined;
}

/** A subscription. Times are milliseconds since 1970 UTC. */
export interface Subscription {
  id: string;
  /** As the client wrote it, e.g. `updated,deleted`. */
  changeType: string;
  /** As the client wrote it, without the host. */
  resource: string;
  target: Target;
  clientState: string | null;
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  latestSupportedTlsVersion: string;
  expiresAt: number;
  /** Nothing is delivered after this until the subscription is renewed or reauthorised. */
  authorizedUntil: number;
  /** Counts renewals and reauthorisations: reminders of an older state are void. */
  authorizations: number;
  renewedAt: number | undefined;
  reauthorizedAt: number | undefined;
}

/** What happened to which directory object, as far as a subscription can see it. */
export interface DirectoryChange {
  kind: Target['kind'];
  id: string;
  changeType: 'updated' | 'deleted';
  /** Set where a member came or went. */
  member: { id: string; change: 'added' | 'removed' } | undefined;
}

const resourcePattern =
  /^(?:https:\/\/graph\.microsoft\.com)?(?:\/?(?:v1\.0|beta)(?=\/))?\/?(groups|users)(?:\/([^/?]+))?(?:\/(members|owners))?$/i;

/** Reads a resource path; `undefined` for those without change notifications, Autopilot, Intune and devices among them. */
export function readTarget(resource: string): Target | undefined {
  const [, kind = '', id, part] = resourcePattern.exec(resource) ?? [];
  const target = { id: id?.toLowerCase(), part: part?.toLowerCase() as Target['part'] };
  if (kind.toLowerCase() === 'groups')
    return part !== undefined && id === undefined ? undefined : { kind: 'groups', ...target };
  return kind.toLowerCase() === 'users' && part === undefined ? { kind: 'users', ...target } : undefined;
}

/** What an event of the tenant means to subscribers; nothing for most events. */
export function changeOf(event: WorldEvent): DirectoryChange | undefined {
  switch (event.kind) {
    case 'membershipChanged': {
      const member = { id: event.objectId, change: event.change };
      return { kind: 'groups', id: event.group.id, changeType: 'updated', member };
    }
    case 'groupChanged':
      return { kind: 'groups', id: event.group.id, changeType: changeType(event.change), member: undefined };
    case 'userChanged':
      return { kind: 'users', id: event.user.id, changeType: changeType(event.change), member: undefined };
    default:
      return undefined;
  }
}

/** `updated` stands for creation too. */
function changeType(change: 'created' | 'updated' | 'deleted'): DirectoryChange['changeType'] {
  return change === 'deleted' ? 'deleted' : 'updated';
}

/** Whether a subscription is told of a change: of membership to any but owners, of properties to those of the object itself. */
export function isToldOf({ target, changeType: types }: Subscription, change: DirectoryChange): boolean {
  if (target.kind !== change.kind || (target.id !== undefined && target.id !== change.id)) return false;
  if (!types.split(',').some((type) => type.trim().toLowerCase() === change.changeType)) return false;
  return target.part === undefined || (target.part === 'members' && change.member !== undefined);
}

/** Whether the object a subscription names exists. */
export function targetExists(world: World, { kind, id }: Target): boolean {
  return id === undefined || world[kind].has(id);
}
