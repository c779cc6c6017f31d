import type { DirectoryChange, Subscription } from './subscription.ts';

/** Lifecycle events that Graph knows; for groups and users it sends the first only. */
export const lifecycleEvents = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type LifecycleEvent = (typeof lifecycleEvents)[number];

/** One notification on its way: what changed in one object since the last one. */
export interface ChangeItem {
  subscriptionId: string;
  kind: DirectoryChange['kind'];
  id: string;
  changeType: DirectoryChange['changeType'];
  /** What became of members, by object id. */
  members: Map<string, 'added' | 'removed'>;
}

/** The body of a POST to a listener. */
export interface NotificationBody {
  value: Record<string, unknown>[];
}

const typeNames = { groups: 'Group', users: 'User' } as const;

/**
 * A change as Graph shows it. Members that went carry `@removed` as a text here and as an object in delta queries. There is no
 * id of the notification itself, as in the samples known of groups.
 */
export function renderChange(tenantId: string, subscription: Subscription, item: ChangeItem): Record<string, unknown> {
  const type = typeNames[item.kind];
  const path = `${type}s/${item.id}`;
  const members = [...item.members].map(([id, change]) =>
    change === 'added' ? { id } : { id, '@removed': 'deleted' },
  );
  return {
    changeType: item.changeType,
    clientState: subscription.clientState,
    resource: path,
    resourceData: {
      '@odata.type': `#Microsoft.Graph.${type}`,
      '@odata.id': path,
      id: item.id,
      organizationId: tenantId,
      ...(members.length === 0 ? {} : { 'members@delta': members }),
    },
    ...addressed(tenantId, subscription),
  };
}

/** A lifecycle event as Graph shows it: in place of what changed. */
export function renderLifecycle(
  tenantId: string,
  subscription: Subscription,
  lifecycleEvent: LifecycleEvent,
): Record<string, unknown> {
  return { clientState: subscription.clientState, lifecycleEvent, ...addressed(tenantId, subscription) };
}

function addressed(tenantId: string, subscription: Subscription): Record<string, unknown> {
  return {
    subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
    subscriptionId: subscription.id,
    tenantId,
  };
}
