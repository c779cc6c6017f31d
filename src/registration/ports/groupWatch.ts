/** A subscription to the members of a group, as Graph has it. Times are milliseconds since 1970 UTC. */
export interface Subscription {
  /** Graph's id, in lower case. */
  id: string;
  /** `/groups/{id}/members`, in lower case. */
  resource: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string | undefined;
  /** Graph may keep it to itself. */
  clientState: string | undefined;
  expiresAt: number;
}

/** What a new subscription is made of. */
export interface SubscriptionRequest {
  /** Object id of the group. */
  groupId: string;
  notificationUrl: string;
  lifecycleNotificationUrl: string;
  /** At most 128 characters. */
  clientState: string;
  /** Milliseconds since 1970 UTC; at most 41,760 minutes from now. */
  expiresAt: number;
}

/** What changed in the members of groups since a link. */
export interface GroupChanges {
  /** Object ids that came or went, each once. */
  objectIds: string[];
  /** Object ids of groups that are deleted. */
  deletedGroups: string[];
  /** Where to go on next time. */
  link: string;
}

/** An Entra device that a change named. */
export interface NamedDevice {
  objectId: string;
  deviceId: string;
  /** From the `[OrderID]:` physical id. */
  groupTag: string | undefined;
  /** From the `[ZTDID]:` physical id: taken for the id of the Autopilot identity, which nobody promises; compare the Entra deviceId. */
  autopilotId: string | undefined;
}

/** What Entra tells of changes in groups: by notification, and for the asking. Every method rejects with `ServiceError`. */
export interface GroupWatch {
  /** Every subscription of this application in the tenant. */
  subscriptions(): Promise<Subscription[]>;
  /** Subscribes to the members of a group. Graph asks both addresses for their handshake before this resolves, and may notify before it does. */
  subscribe(request: SubscriptionRequest): Promise<Subscription>;
  /** Moves the end of a subscription, which authorises it again too. */
  renew(id: string, expiresAt: number): Promise<Subscription>;
  /** Ends a subscription; one that is gone already is not an error. */
  unsubscribe(id: string): Promise<void>;
  /** A link from which `changes` tells what happens from now on in these groups. */
  startChanges(groupIds: readonly string[]): Promise<string>;
  /** What changed since a link; `expired` when it is too old or Graph wants everything to be read anew. */
  changes(link: string): Promise<GroupChanges | 'expired'>;
  /** Devices by object id; what is no device, or gone, is absent. */
  devices(objectIds: readonly string[]): Promise<Map<string, NamedDevice | 'unread'>>;
}
