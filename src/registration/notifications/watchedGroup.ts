import type { Stored } from '../ports/stored.ts';

/**
 * A group that Preflight watches, and its subscription. Written before the subscription is asked for, so that a notification which is
 * faster than the answer is believed. Times are milliseconds since 1970 UTC.
 */
export interface WatchedGroup extends Stored {
  /** Display name of the group. */
  readonly id: string;
  /** Object id of the group; absent while there is no group of this name. */
  groupId?: string | undefined;
  /** SHA-256 of the secret its notifications carry, hex: who reads the store cannot forge one. Absent until a subscription was asked for. */
  secretHash?: string | undefined;
  /** Graph's id; absent while nobody knows whether the subscription was made. */
  subscriptionId?: string | undefined;
  expiresAt?: number | undefined;
  /** When the subscription was made or renewed last. */
  renewedAt?: number | undefined;
  /** When Graph asked last for its authorisation to be renewed. */
  reauthorizeAskedAt?: number | undefined;
  /** The end of the subscription that it asked this for; absent when it named none. */
  reauthorizeAskedFor?: number | undefined;
  /** When a notification of this group was last acted upon. */
  notifiedAt?: number | undefined;
  /** When a notification of its subscription last came with another secret. */
  doubtedAt?: number | undefined;
  /** Why it is not watched, or not for long; one or two sentences. */
  problem?: string | undefined;
}

/** How far the changes of the watched groups were read. There is one record, `watched`. */
export interface ChangeLink extends Stored {
  readonly id: string;
  /** Object ids of the groups the link is for, sorted. */
  groupIds: string[];
  link: string;
}
