import type { CardTrouble } from '../batches/batch.ts';
import type { NamingNews } from '../naming/namingException.ts';
import type { Stored } from '../ports/stored.ts';
import type { ProblemCode } from '../problems/catalogue.ts';
import type { AnnouncementKind } from './announcement.ts';

/**
 * What has become of a device since a digest said that it is ready. `withdrawn`: it is not ready any more; `again`: it is ready or in use after a
 * break, as a newer digest tells.
 */
export type DeviceNow = 'waiting' | 'shipped' | 'active' | 'withdrawn' | 'beingRemoved' | 'removed' | 'again';

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
  /** Its life when the digest was composed (`lifeOf`); absent in digests of Preflight 0.1. */
  life?: string | undefined;
  /** Known where the card is drawn, and never stored. */
  now?: DeviceNow | undefined;
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
  /** Where that message is, the thread included; absent where it is the conversation itself. */
  postedIn?: string | undefined;
  /** Keys of devices that were not ready any more when it was posted: its card does not show them. */
  leftOut?: string[] | undefined;
  /** What became of the edits of its card, where the digest is one that lives. */
  card?: DigestCardState | undefined;
  attempts: number;
  /** Not before this, after a failure. Milliseconds since 1970 UTC. */
  retryAt?: number | undefined;
  /** Attempts of which nobody knows whether they arrived. */
  unknown?: number | undefined;
  /** The latest of these: until a while after it, a copy may still turn up. Milliseconds since 1970 UTC. */
  unknownAt?: number | undefined;
}

/** The card of a digest in one conversation, as it was drawn last. */
export interface DigestCardState {
  /** Fingerprint of what it shows. */
  shown: string;
  /** Devices it shows as not to be shipped: where these become more, it is edited without delay. */
  gone: number;
  /** Edits, and when the latest was made. Milliseconds since 1970 UTC. */
  edits: number;
  drawnAt: number;
  trouble?: CardTrouble | undefined;
  /** It was deleted, as far as the connector says: nothing is drawn there any more. */
  lost?: true | undefined;
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
  /** Its cards follow what becomes of its devices: the batch these belong to, or `noBatch`. Absent when nothing can change any more. */
  liveIn?: string | undefined;
  /** When to see whether its cards still show the truth. Milliseconds since 1970 UTC. */
  liveDueAt?: number | undefined;
}

/** The batch of devices that came without a file, for what is kept by batch. */
export const noBatch = 'none';

/** The lines that the card of a delivery shows. */
export function shownLines({ devices }: Pick<Digest, 'devices'>, { leftOut = [] }: DigestDelivery): DigestDevice[] {
  const missing = new Set(leftOut);
  return missing.size === 0 ? devices : devices.filter(({ key }) => !missing.has(key));
}
