import type { ChannelSubscription } from '../announcements/channels.ts';
import type { ConversationReferenceRecord } from '../announcements/conversations.ts';
import type { Digest } from '../announcements/digest.ts';
import type { UnreachedAudience } from '../announcements/unreached.ts';
import type { AnsweredActivity } from '../answered/answeredActivity.ts';
import type { AuditEntry } from '../audit.ts';
import type { Batch, BatchRows, FindingPage } from '../batches/batch.ts';
import type { Device, StoredHash } from '../lifecycle/device.ts';
import type { StagingRecord } from '../lifecycle/stagingRecord.ts';
import type { WakeUp } from '../lifecycle/wakeUp.ts';
import type { NamingConsent } from '../naming/namingConsent.ts';
import type { NamingException } from '../naming/namingException.ts';
import type { SeenTemplate } from '../naming/seenTemplate.ts';
import type { Notice } from '../notices/notice.ts';
import type { ChangeLink, WatchedGroup } from '../notifications/watchedGroup.ts';
import type { StoredRetry } from '../retry/storedRetry.ts';
import type { StoredShown } from '../shipping/shownDevices.ts';
import type { StoredMark } from '../shipping/storedMark.ts';
import type { ShownCard } from '../shownCards/shownCard.ts';
import type { Bookmark } from './bookmark.ts';
import type { Draft, Stored } from './stored.ts';
import type { StoreCondition } from './storeError.ts';

/** Every record Preflight keeps, by collection. */
export interface Collections {
  devices: Device;
  /** Hardware hashes apart from their devices: 4,000 characters each would slow every list of devices. */
  hashes: StoredHash;
  /** What imports left on the service's list, until it is removed. */
  stagingRecords: StagingRecord;
  batches: Batch;
  batchRows: BatchRows;
  findingPages: FindingPage;
  digests: Digest;
  /** The devices that the buttons of batch cards were drawn for. */
  shownDevices: StoredShown;
  /** What people said of several devices at once, so that a button can take it back. */
  marks: StoredMark;
  channels: ChannelSubscription;
  conversations: ConversationReferenceRecord;
  answeredActivities: AnsweredActivity;
  unreachedAudiences: UnreachedAudience;
  wakeUps: WakeUp;
  retries: StoredRetry;
  audit: AuditEntry;
  bookmarks: Bookmark;
  notices: Notice;
  namingExceptions: NamingException;
  namingConsents: NamingConsent;
  /** The device name templates of Autopilot profiles, as they were read last. */
  nameTemplates: SeenTemplate;
  watchedGroups: WatchedGroup;
  changeLinks: ChangeLink;
  /** Messages of ours that may be edited when somebody presses a button on them. */
  shownCards: ShownCard;
}

export type CollectionName = keyof Collections;

/** The fields a query may name, by collection; stores keep an index for each. Undefined fields are not indexed. */
export const indexedFields = {
  devices: [
    'dueAt',
    'requestedIn',
    'status',
    'serialNumber',
    'autopilotId',
    'entraDeviceId',
    'entraObjectId',
    'deploymentGroup.name',
    'deploymentGroup.movingTo.name',
    'announcedAt',
    'importId',
  ],
  hashes: [],
  stagingRecords: ['dueAt'],
  batches: ['state', 'cardDueAt', 'requester.id', 'digest'],
  batchRows: ['batchId'],
  findingPages: ['batchId', 'createdAt'],
  digests: ['state', 'dueAt', 'liveIn', 'liveDueAt'],
  shownDevices: ['at'],
  marks: ['at'],
  channels: [],
  conversations: ['personId'],
  answeredActivities: ['answeredAt'],
  unreachedAudiences: [],
  wakeUps: ['dueAt'],
  retries: [],
  audit: ['at', 'subject'],
  bookmarks: [],
  notices: [],
  namingConsents: [],
  namingExceptions: ['state', 'requester.id', 'tellAt', 'dueAt', 'requestedAt'],
  nameTemplates: [],
  watchedGroups: [],
  changeLinks: [],
  shownCards: ['shownAt'],
} as const satisfies Record<CollectionName, readonly string[]>;

export type IndexedField<C extends CollectionName> = (typeof indexedFields)[C][number];

/** Records where every `equals` field has that value, and those of `equalsAny` and `atMost`, when given, fit too: `atMost` is a number not above `value`. */
export interface Filter<C extends CollectionName> {
  equals?: Partial<Record<IndexedField<C>, string | number>>;
  atMost?: { field: IndexedField<C>; value: number };
  /** Those whose field has one of these values, at most 500: one look-up for a whole set. */
  equalsAny?: { field: IndexedField<C>; values: readonly (string | number)[] };
}

/** What a deletion names: the record and the version that was read. */
export type Doomed = Pick<Stored, 'id' | 'version'>;

export interface Query<C extends CollectionName> extends Filter<C> {
  /** Records a page, 1 to 1,000. */
  limit: number;
  /** From the previous page. */
  cursor?: string | undefined;
}

export interface Page<T> {
  items: T[];
  /** Absent on the last page. */
  cursor: string | undefined;
}

/**
 * What a store offers and nothing more, so that SQLite and Cosmos DB can both keep the promise: single-document writes, each checked
 * against the version that was read. A resolved write is durable. A rejected one was not made, unless the store cannot know; where nothing can be
 * stored it rejects with a `StoreError`. Records that cannot be understood are set aside: queries leave them out, `get` does not find them.
 */
export interface Store {
  get<C extends CollectionName>(collection: C, id: string): Promise<Collections[C] | undefined>;
  /** Inserts; `undefined` when a record with this id exists (it is left as it was). */
  create<C extends CollectionName>(collection: C, record: Draft<Collections[C]>): Promise<Collections[C] | undefined>;
  /** Inserts those whose id is new; resolves with the ids inserted. */
  createAll<C extends CollectionName>(collection: C, records: readonly Draft<Collections[C]>[]): Promise<Set<string>>;
  /** Writes when the stored version is still the record's; resolves with the record as stored now, or `undefined` when it changed or is gone. */
  replace<C extends CollectionName>(collection: C, record: Collections[C]): Promise<Collections[C] | undefined>;
  /** Replaces each record as `replace` does, and durably as one write where the store can; resolves in their order, `undefined` for those that changed or are gone. */
  replaceAll<C extends CollectionName>(
    collection: C,
    records: readonly Collections[C][],
  ): Promise<(Collections[C] | undefined)[]>;
  /** Removes when the stored version is still this one. */
  delete(collection: CollectionName, id: string, version: number): Promise<boolean>;
  /** Removes each as `delete` does, and durably as one write where the store can; resolves with how many were removed. */
  deleteAll(collection: CollectionName, records: readonly Doomed[]): Promise<number>;
  /** A page ordered by the `atMost` field, then id; by id alone without one. */
  query<C extends CollectionName>(collection: C, query: Query<C>): Promise<Page<Collections[C]>>;
  count<C extends CollectionName>(collection: C, filter: Filter<C>): Promise<number>;
  /** How it does now; rejects never. */
  condition(): Promise<StoreCondition>;
}
