import { type ChannelSubscription, isAbout } from '../../../src/registration/announcements/channels.ts';
import type { Batch, FoundRow } from '../../../src/registration/batches/batch.ts';
import { rejectedCsv, rejectedFileName } from '../../../src/registration/batches/rejectedCsv.ts';
import type { BatchView } from '../../../src/registration/batches/view.ts';
import { moveDevices } from '../../../src/registration/deploymentGroups/moveDevices.ts';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import type { Registration, Upload } from '../../../src/registration/registration.ts';
import { refuseRemoval } from '../../../src/registration/removal/refuseRemoval.ts';
import type { RetryOutcome, RetryRequest } from '../../../src/registration/retry/retry.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';
import { type FakeNaming, fakeNaming } from './fakeNaming.ts';
import { cleanReport, nobody, now, sampleBatch, sampleHealth, sampleView, unusableReport } from './samples.ts';

/** A small engine in memory: one rule (power users do not share), first decision wins. */
export interface FakeRegistration extends Registration {
  uploads: Upload[];
  drafts: Map<string, Batch>;
  knownDevices: Device[];
  channels: Map<string, ChannelSubscription>;
  /** Rows with findings of every batch. */
  foundRows: FoundRow[];
  references: Map<string, unknown>;
  /** Whose personal chats are known, by conversation id. */
  persons: Map<string, string>;
  naming: FakeNaming;
  /** What messages are remembered to be about, by conversation and activity. */
  cards: Map<string, string>;
  /** Who was refused what. */
  refusals: Parameters<Registration['refused']>[0][];
  /** Files somebody took. */
  files: Parameters<Registration['askedForFile']>[0][];
  /** What answers to buttons showed on batch cards. */
  answered: BatchView[];
  /** What was to be tried again. */
  retries: RetryRequest[];
  /** What the next retries come to. */
  retryOutcome: { current: RetryOutcome };
  /** Rejects the next call of anything but `rememberConversation`. */
  failNext(error: Error): void;
}

/** Makes one for a test. */
export function fakeRegistration(): FakeRegistration {
  const uploads: Upload[] = [];
  const drafts = new Map<string, Batch>();
  const channels = new Map<string, ChannelSubscription>();
  const references = new Map<string, unknown>();
  const persons = new Map<string, string>();
  const answered: BatchView[] = [];
  const knownDevices: Device[] = [];
  const foundRows: FoundRow[] = [];
  const retries: RetryRequest[] = [];
  const none = { count: 0, serialNumbers: [] };
  const nothing: RetryOutcome = {
    again: none,
    lookedAt: none,
    tagAsked: none,
    withoutHash: none,
    left: [],
    unknown: [],
  };
  const retryOutcome = { current: nothing };
  const naming = fakeNaming(() => knownDevices);
  const cards = new Map<string, string>();
  const refusals: FakeRegistration['refusals'] = [];
  const files: FakeRegistration['files'] = [];
  let failure: Error | undefined;
  const fail = () => {
    const error = failure;
    failure = undefined;
    if (error !== undefined) throw error;
  };
  const view = (batch: Batch): BatchView => ({
    ...sampleView({ reached: nobody, waiting: undefined, deploymentGroups: [] }),
    batch,
    profileLabel: batch.profile,
    total: batch.report.summary.accepted,
  });
  const decide = (id: string, change: (batch: Batch) => Batch) => {
    const batch = drafts.get(id);
    if (batch === undefined) return undefined;
    if (batch.state !== 'draft') return { first: false, view: view(batch) };
    const decided = change(batch);
    drafts.set(id, decided);
    return { first: true, view: view(decided) };
  };
  return {
    uploads,
    drafts,
    knownDevices,
    channels,
    foundRows,
    references,
    persons,
    naming,
    cards,
    refusals,
    files,
    answered,
    retries,
    retryOutcome,
    failNext(error) {
      failure = error;
    },
    async receive(upload) {
      fail();
      uploads.push(upload);
      const text = new TextDecoder().decode(upload.bytes);
      const usable = text.includes('Hardware Hash');
      const devices = text.trim().split('\n').length - 1;
      const batch = sampleBatch({
        id: `batch-${drafts.size + 1}`,
        requester: upload.requester,
        fileName: upload.fileName,
        report: usable ? cleanReport(devices) : unusableReport(),
      });
      drafts.set(batch.id, batch);
      return batch;
    },
    async register({ batchId, profile, sharedMode, note, actor }) {
      fail();
      const draft = drafts.get(batchId);
      if (draft?.state === 'draft' && profile === 'PowerUser' && sharedMode) {
        return {
          kind: 'refused',
          message: "Power user devices can't be shared.",
          remedy: 'Turn shared devices off.',
          view: view(draft),
        };
      }
      const outcome = decide(batchId, (batch) => ({
        ...batch,
        state: 'registering',
        profile,
        sharedMode,
        note,
        decidedBy: actor,
        decidedAt: now,
      }));
      if (outcome === undefined) return { kind: 'notFound' };
      return { kind: outcome.first ? 'registered' : 'alreadyDecided', view: outcome.view };
    },
    async cancel({ batchId, actor }) {
      const outcome = decide(batchId, (batch) => ({ ...batch, state: 'cancelled', decidedBy: actor, decidedAt: now }));
      if (outcome === undefined) return { kind: 'notFound' };
      return { kind: outcome.first ? 'cancelled' : 'alreadyDecided', view: outcome.view };
    },
    async retry(request) {
      fail();
      retries.push(request);
      return retryOutcome.current;
    },
    async placeCard(batchId, card) {
      const batch = drafts.get(batchId);
      if (batch !== undefined) drafts.set(batchId, { ...batch, card });
    },
    async cardAnswered(view) {
      answered.push(view);
    },
    async batch(batchId) {
      fail();
      const batch = drafts.get(batchId);
      return batch === undefined ? undefined : view(batch);
    },
    async findings(batchId, page) {
      const batch = drafts.get(batchId);
      if (batch === undefined) return { kind: 'notFound' };
      const pages = Math.ceil(foundRows.length / 10);
      const rows = foundRows.slice((page - 1) * 10, page * 10);
      return rows.length === 0 ? { kind: 'gone' } : { kind: 'page', batch, rows, page, pages };
    },
    async rejectedRows(batchId) {
      const batch = drafts.get(batchId);
      if (batch === undefined) return { kind: 'notFound' };
      const rejected = foundRows.filter(({ verdict }) => verdict === 'rejected');
      if (rejected.length === 0) return { kind: 'gone' };
      const name = rejectedFileName(batch.fileName);
      return { kind: 'file', batch, name, bytes: rejectedCsv(rejected), rows: rejected.length };
    },
    batches: async (limit) => [...drafts.values()].reverse().slice(0, limit).map(view),
    devices: async (serialNumber) =>
      knownDevices.filter((device) => device.serialNumber.toUpperCase() === serialNumber.toUpperCase()),
    shown: async (card) =>
      'batchId' in card && drafts.has(card.batchId)
        ? { ship: [], confirm: [], retry: [{ key: card.shownId, life: '1.1' }], subject: card.batchId }
        : undefined,
    keepShown: async () => undefined,
    markShipped: async () => ({ devices: [], unknown: [], repeated: [], ambiguous: [] }),
    confirmActive: async () => ({ devices: [], unknown: [], repeated: [], ambiguous: [] }),
    takeBack: async () => ({ kind: 'notFound' }),
    device: async (deviceId) => knownDevices.find(({ id }) => id === deviceId),
    async removeDevices({ deviceIds, actor }) {
      fail();
      return deviceIds.map((id) => {
        const index = knownDevices.findIndex((known) => known.id === id);
        const device = knownDevices[index];
        if (device === undefined) return { kind: 'unknown' };
        const reason = refuseRemoval(device);
        if (reason !== undefined) return { kind: 'refused', reason, device };
        const claimed = { ...device, removal: { by: actor, at: now } };
        knownDevices[index] = claimed;
        return { kind: 'requested', device: claimed };
      });
    },
    async moveDevices(request) {
      fail();
      return moveKnown(request, knownDevices);
    },
    async subscribe({ id, name, actor, about = 'digests' }) {
      const known = channels.get(id);
      if (known !== undefined && isAbout(known, about)) return 'already';
      const both = known === undefined ? about : 'both';
      channels.set(id, { id, version: 1, name, about: both, subscribedBy: actor, subscribedAt: now, threads: {} });
      return 'subscribed';
    },
    async unsubscribe({ id, about = 'digests' }) {
      const known = channels.get(id);
      if (known === undefined || !isAbout(known, about)) return 'notSubscribed';
      if (known.about === 'both') channels.set(id, { ...known, about: about === 'digests' ? 'approvals' : 'digests' });
      else channels.delete(id);
      return 'unsubscribed';
    },
    subscriptions: async () => [...channels.values()],
    async health() {
      fail();
      return sampleHealth();
    },
    async rememberCard({ conversationId, activityId, about }) {
      cards.set(JSON.stringify([conversationId, activityId]), about);
    },
    async isCardKnown({ conversationId, activityId, about }) {
      const known = cards.get(JSON.stringify([conversationId, activityId]));
      if (known === about || (about.endsWith(':') && known?.startsWith(about) === true)) return true;
      const [kind, id = ''] = about.split(/:(.*)/);
      const places = kind === 'batch' ? [drafts.get(id)?.card] : (naming.exceptions.get(id)?.cards ?? []);
      return places.some(
        (place) => place?.activityId === activityId && place.conversationId.split(';messageid=')[0] === conversationId,
      );
    },
    async refused(refusal) {
      refusals.push(refusal);
    },
    async askedForFile(request) {
      files.push(request);
    },
    async rememberConversation(conversationId, reference, personId) {
      references.set(conversationId, structuredClone(reference));
      if (personId !== undefined) persons.set(conversationId, personId);
    },
  };
}

/** Moves as the engine does, and leaves the devices as it stored them. */
async function moveKnown(
  request: Parameters<Registration['moveDevices']>[0],
  knownDevices: Device[],
): ReturnType<Registration['moveDevices']> {
  const world = memoryWorld();
  await world.store.createAll('devices', knownDevices);
  const outcome = await moveDevices(request, world, defaultPolicy);
  knownDevices.splice(0, knownDevices.length, ...(await Array.fromAsync(everyRecord(world.store, 'devices', {}))));
  world.store.close();
  return outcome;
}
