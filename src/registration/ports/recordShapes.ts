import type { Digest } from '../announcements/digest.ts';
import type { Batch } from '../batches/batch.ts';
import { type Status, type Step, steps } from '../lifecycle/device.ts';
import type { NamingException } from '../naming/namingException.ts';
import type { CollectionName, Collections } from './store.ts';

/** What a field holds; a set lists its words. */
type Kind = 'text' | 'number' | 'flag' | 'list' | 'object' | ReadonlySet<string>;

interface Shape<T> {
  /** What every record has had since Preflight 0.1: a field that is newer belongs into `may`. */
  must: Partial<Record<keyof T & string, Kind>>;
  /** Fields that may be absent, and are of this kind where they are there. */
  may?: Partial<Record<keyof T & string, Kind>>;
}

const wordsOf = <W extends string>(words: Record<W, true>): ReadonlySet<string> => new Set(Object.keys(words));

const statuses = wordsOf<Status>({
  pending: true,
  failed: true,
  ready: true,
  active: true,
  inactive: true,
  removed: true,
});
const stepWords = new Set<Step>(steps);
const batchStates = wordsOf<Batch['state']>({
  draft: true,
  registering: true,
  open: true,
  closed: true,
  cancelled: true,
});
const digestStates = wordsOf<Digest['state']>({ open: true, done: true });

const device: Shape<Collections['devices']> = {
  must: {
    serialNumber: 'text',
    manufacturer: 'text',
    model: 'text',
    profile: 'text',
    sharedMode: 'flag',
    groupTag: 'text',
    registeredAt: 'number',
    status: statuses,
    step: stepWords,
    stepSince: 'number',
    looks: 'number',
    announcements: 'list',
    announcementCount: 'number',
    timeline: 'list',
  },
  may: {
    requestedIn: 'text',
    assignedUser: 'text',
    problem: 'object',
    serviceError: 'object',
    importId: 'text',
    autopilotId: 'text',
    entraDeviceId: 'text',
    entraObjectId: 'text',
    entraAbsentSince: 'number',
    managedDeviceId: 'text',
    deviceName: 'text',
    renaming: 'object',
    userPrincipalName: 'text',
    lastSyncAt: 'number',
    deploymentGroup: 'object',
    assignedProfile: 'text',
    readiness: 'number',
    shipped: 'object',
    confirmed: 'object',
    removal: 'object',
    dueAt: 'number',
    announcedAt: 'number',
  },
};

const naming: Shape<NamingException> = {
  must: {
    state: 'text',
    revision: 'number',
    scope: 'object',
    wanted: 'object',
    reason: 'text',
    lastDay: 'text',
    until: 'number',
    requester: 'object',
    requestedAt: 'number',
    cards: 'list',
    news: 'list',
  },
  may: {
    decision: 'object',
    ending: 'object',
    extension: 'object',
    effects: 'list',
    tellAt: 'number',
    dueAt: 'number',
  },
};

/** What records of each collection hold at least. */
const shapes: { [C in CollectionName]: Shape<Collections[C]> } = {
  devices: device,
  hashes: { must: { hardwareHash: 'text' } },
  stagingRecords: { must: { deviceId: 'text', dueAt: 'number' } },
  batches: {
    must: {
      state: batchStates,
      requester: 'object',
      fileName: 'text',
      digest: 'text',
      createdAt: 'number',
      report: 'object',
    },
    may: {
      profile: 'text',
      groupTag: 'text',
      decidedBy: 'object',
      total: 'number',
      leftAlone: 'list',
      card: 'object',
      cardDueAt: 'number',
      cardTrouble: 'object',
    },
  },
  batchRows: { must: { batchId: 'text', rows: 'list' } },
  findingPages: { must: { batchId: 'text', createdAt: 'number', rows: 'list' } },
  digests: {
    must: { kind: 'text', createdAt: 'number', devices: 'list', deliveries: 'list', state: digestStates },
    may: { batchId: 'text', notice: 'object', naming: 'object', dueAt: 'number', liveIn: 'text', liveDueAt: 'number' },
  },
  shownDevices: { must: { at: 'number', ship: 'list', confirm: 'list', retry: 'list' }, may: { batchId: 'text' } },
  marks: { must: { at: 'number', step: 'text', by: 'object', keys: 'list' } },
  channels: { must: { name: 'text', subscribedBy: 'object', subscribedAt: 'number', threads: 'object' } },
  conversations: { must: { reference: 'object', seenAt: 'number' }, may: { personId: 'text' } },
  answeredActivities: { must: { answeredAt: 'number' } },
  shownCards: { must: { about: 'text', shownAt: 'number' } },
  unreachedAudiences: { must: { kind: 'text', code: 'text', since: 'number', attempts: 'number' } },
  wakeUps: { must: { at: 'number', subjects: 'list' }, may: { from: 'list', dueAt: 'number' } },
  retries: { must: { at: 'number', scope: 'object', by: 'object' } },
  audit: { must: { at: 'number', actor: 'object', action: 'text', subject: 'text', detail: 'object' } },
  bookmarks: { must: { readTo: 'number', wholeAt: 'number' } },
  notices: { must: { since: 'number', sentence: 'text', remedy: 'text' } },
  namingExceptions: naming,
  namingConsents: { must: {}, may: { allowed: 'object', held: 'object' } },
  nameTemplates: { must: { displayName: 'text', template: 'text' } },
  watchedGroups: {
    must: {},
    may: { groupId: 'text', secretHash: 'text', subscriptionId: 'text', expiresAt: 'number', problem: 'text' },
  },
  changeLinks: { must: { groupIds: 'list', link: 'text' } },
};

interface Check {
  must: readonly (readonly [field: string, kind: Kind])[];
  may: readonly (readonly [field: string, kind: Kind])[];
}

const checks = new Map<string, Check>(
  Object.entries(shapes).map(([collection, { must, may = {} }]) => [
    collection,
    { must: Object.entries<Kind>(must), may: Object.entries<Kind>(may) },
  ]),
);

/** Whether what was read is a record of this collection with this id: what every record needs is there, and of its kind. */
export function isRecord<C extends CollectionName>(
  collection: C,
  value: unknown,
  id: string,
): value is Omit<Collections[C], 'version'> {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  const check = checks.get(collection);
  if (fields['id'] !== id || check === undefined) return false;
  for (const [field, kind] of check.must) if (!isOf(kind, fields[field])) return false;
  for (const [field, kind] of check.may) {
    const found = fields[field];
    if (found !== undefined && !isOf(kind, found)) return false;
  }
  return true;
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && !value.includes(null);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === 'string' && kind.has(value);
  }
}
