import type { Refusal } from './access/auditRefusals.ts';
import type { ChannelSubscription, ChannelTopic } from './announcements/channels.ts';
import type { UnreachedView } from './announcements/readUnreached.ts';
import type { Batch } from './batches/batch.ts';
import type { Findings } from './batches/findingPages.ts';
import type { BatchView } from './batches/view.ts';
import type { MoveOutcome, MoveRequest } from './deploymentGroups/moveDevices.ts';
import type { Device } from './lifecycle/device.ts';
import type { Naming } from './naming/naming.ts';
import type { HealthReport } from './notifications/readHealth.ts';
import type { Person } from './person.ts';
import type { RemovalRefusal } from './removal/refuseRemoval.ts';
import type { RetryOutcome, RetryRequest } from './retry/retry.ts';
import type { PressedCard, ShownOnCard } from './shipping/readShown.ts';
import type { StepOutcome, StepRequest } from './shipping/stepOutcome.ts';
import type { TakeBackOutcome, TakeBackRequest } from './shipping/takeBack.ts';
import type { CardPlace } from './shownCards/shownCard.ts';

/** A file or pasted text somebody sent. */
export interface Upload {
  bytes: Uint8Array;
  /** As sent; display only. */
  fileName: string;
  requester: Person;
  conversationId: string;
}

/** How a decision about a draft ended. */
export type RegisterOutcome =
  | { kind: 'registered'; view: BatchView }
  /** Somebody was first: say who and when. */
  | { kind: 'alreadyDecided'; view: BatchView }
  /** Power user with shared mode, unknown profile, nothing to register, shared mode without TPM 2.0 ...: a sentence and what to do. */
  | { kind: 'refused'; message: string; remedy: string; view: BatchView }
  | { kind: 'notFound' };

export type CancelOutcome = { kind: 'cancelled' | 'alreadyDecided'; view: BatchView } | { kind: 'notFound' };

/** What became of one device somebody wanted to remove. */
export type RemovalOutcome =
  | { kind: 'requested'; device: Device }
  | { kind: 'refused'; reason: RemovalRefusal; device: Device }
  | { kind: 'unknown' };

/** A CSV of rejected rows. It holds what the file said, damaged hardware hashes included. */
export interface RejectedFile {
  batch: Batch;
  name: string;
  bytes: Uint8Array;
  rows: number;
}

/** What the bot can ask of the engine. Rights are checked by the caller before (`roles.ts`); who acted is recorded here. */
export interface Registration {
  /** Reads the file and stores a draft with its report. Never rejects for a bad file: the report says what is wrong. */
  receive(upload: Upload): Promise<Batch>;
  /** Turns a draft into a registration. The first decision wins; a second call learns of it. */
  register(request: {
    batchId: string;
    profile: string;
    sharedMode: boolean;
    note: string | undefined;
    actor: Person;
    activityId: string | undefined;
  }): Promise<RegisterOutcome>;
  /** Drops a draft; the first decision wins here too. */
  cancel(request: { batchId: string; actor: Person; activityId: string | undefined }): Promise<CancelOutcome>;
  /** Tries devices again that failed, or looks at once at those that are stuck. */
  retry(request: RetryRequest): Promise<RetryOutcome>;
  /** Remembers which activity shows this batch, so that it can be edited in place. */
  placeCard(batchId: string, card: { conversationId: string; activityId: string }): Promise<void>;
  /** The answer to a button showed this on the batch's card; whatever is newer is drawn over it soon. */
  cardAnswered(view: BatchView): Promise<void>;
  batch(batchId: string): Promise<BatchView | undefined>;
  /** A page of the rows with findings, 1 = first; the nearest where there is none of this number. `gone` after a week, or without any. */
  findings(batchId: string, page: number): Promise<({ kind: 'page' } & Findings) | { kind: 'gone' | 'notFound' }>;
  /** The rejected rows as a CSV to correct and send again; `gone` after a week, or where there were none. */
  rejectedRows(batchId: string): Promise<({ kind: 'file' } & RejectedFile) | { kind: 'gone' | 'notFound' }>;
  /** The latest batches that are not cancelled, newest first. */
  batches(limit: number): Promise<BatchView[]>;
  /** Devices with exactly this serial number (case-insensitive). */
  devices(serialNumber: string): Promise<Device[]>;
  /** What the buttons of a card are for, as it was drawn; `undefined` where that is not known any more. */
  shown(card: PressedCard): Promise<ShownOnCard | undefined>;
  /** A batch's card is about to be drawn: what its buttons are for is stored. */
  keepShown(view: BatchView): Promise<void>;
  /** Somebody hands devices over. Says of every device and serial number what became of it; the first word stays until it is taken back. */
  markShipped(request: StepRequest): Promise<StepOutcome>;
  /** Somebody saw that devices work; otherwise as `markShipped`. */
  confirmActive(request: StepRequest): Promise<StepOutcome>;
  /** Takes back that devices were shipped, or that they work. */
  takeBack(request: TakeBackRequest): Promise<TakeBackOutcome>;
  /** The device with this key. */
  device(deviceId: string): Promise<Device | undefined>;
  /** Begins to deregister these devices, each as it is now: in the order asked for, one outcome for each. */
  removeDevices(request: {
    deviceIds: readonly string[];
    actor: Person;
    activityId: string | undefined;
  }): Promise<RemovalOutcome[]>;
  /** Asks for devices to be moved to another deployment group; says for each what becomes of it. */
  moveDevices(request: MoveRequest): Promise<MoveOutcome>;
  /** Subscribes a channel: to digests, unless `about` says otherwise. */
  subscribe(channel: {
    id: string;
    name: string;
    about?: ChannelTopic | undefined;
    actor: Person;
    activityId: string | undefined;
  }): Promise<'subscribed' | 'already'>;
  unsubscribe(channel: {
    id: string;
    about?: ChannelTopic | undefined;
    actor: Person;
    activityId: string | undefined;
  }): Promise<'unsubscribed' | 'notSubscribed'>;
  subscriptions(): Promise<(ChannelSubscription & { unreached?: UnreachedView | undefined })[]>;
  /** Names of devices. */
  naming: Naming;
  /** How Preflight itself does: what it is told of, what holds it up, what is wrong in the tenant. */
  health(): Promise<HealthReport>;
  /** Remembers what a message with buttons is about, so that it may be edited in place: nothing else is. */
  rememberCard(card: CardPlace): Promise<void>;
  /** Whether this message is a card about this, as far as is remembered. */
  isCardKnown(card: CardPlace): Promise<boolean>;
  /** Somebody was refused: into the audit, a flood of one kind as one entry an hour. */
  refused(refusal: Refusal): Promise<void>;
  /** Somebody asks for a file of what Preflight knows: into the audit before it is made. */
  askedForFile(request: {
    file: 'audit' | 'rejectedRows';
    /** Batch id. */
    subject?: string | undefined;
    actor: Person;
    activityId: string | undefined;
  }): Promise<void>;
  /** Keeps what the transport needs to speak first in a conversation, and whose personal chat it is. Cheap when nothing changed. */
  rememberConversation(conversationId: string, reference: unknown, personId?: string): Promise<void>;
}
