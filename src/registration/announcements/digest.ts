import type { NamingNews } from '../naming/namingException.ts';
import type { Stored } from '../ports/stored.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { AnnouncementKind } from './announcement.ts';

/** One device's line of a digest. */
export interface DigestDevice {
  key: string;
  serialNumber: string;
  model: string;
  userPrincipalName?: string | undefined;
  deviceName?: string | undefined;
  problem?: ProblemCode | undefined;
  /** The Graph permission that is missing. */
  permission?: string | undefined;
  /** What Microsoft finds the request by. */
  requestId?: string | undefined;
  /** What happened, where the kind alone does not say it. */
  detail?: string | undefined;
  /** Somebody has marked it as shipped. */
  shipped?: true | undefined;
  /** Id of the announcement this line tells. */
  announcementId: string;
}

/** Where a digest goes and whether it has arrived. */
export interface DigestDelivery {
  /** Conversation id of the channel or chat. */
  conversationId: string;
  /**
   * `sending`: a process claimed it and is posting, or died while it was; `shown`: nobody knows whether it arrived, and the batch's card there says
   * the same; `unconfirmed`: nobody knows, and it was sent often enough; `dropped`: there was nothing left to say, or nobody to say it to.
   */
  state: 'waiting' | 'sending' | 'sent' | 'shown' | 'unconfirmed' | 'dropped';
  /** When it was claimed. Milliseconds since 1970 UTC. */
  claimedAt?: number | undefined;
  activityId?: string | undefined;
  attempts: number;
  /** Not before this, after a failure. Milliseconds since 1970 UTC. */
  retryAt?: number | undefined;
  /** Attempts of which nobody knows whether they arrived. */
  unknown?: number | undefined;
  /** The latest of these: until a while after it, a copy may still turn up. Milliseconds since 1970 UTC. */
  unknownAt?: number | undefined;
}

/** One message about one wave: devices of one batch that reached the same state. Stored before it is sent, so that it is neither lost nor split. */
export interface Digest extends Stored {
  readonly id: string;
  kind: AnnouncementKind | 'notice' | 'naming';
  /** Absent for discovered devices, which have no request. */
  batchId?: string | undefined;
  createdAt: number;
  /** What a `notice` says; it names no devices. */
  notice?: { sentence: string; remedy: string } | undefined;
  /** What a `naming` digest tells, of which naming exception; it names no devices. */
  naming?: { exceptionId: string; news: NamingNews } | undefined;
  devices: DigestDevice[];
  deliveries: DigestDelivery[];
  state: 'open' | 'done';
  /** When to try the next delivery; absent when done. Milliseconds since 1970 UTC. */
  dueAt?: number | undefined;
}
