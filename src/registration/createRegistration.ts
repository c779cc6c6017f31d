import { auditRefusals } from './access/auditRefusals.ts';
import { markAllDigestsDue } from './announcements/markDigestsDue.ts';
import { readUnreached } from './announcements/readUnreached.ts';
import { rememberConversation } from './announcements/rememberConversation.ts';
import { reopenAudience } from './announcements/reopenAudience.ts';
import { subscribe, unsubscribe } from './announcements/subscribe.ts';
import { cancel } from './batches/cancel.ts';
import { readFindings, readRejected } from './batches/findingPages.ts';
import { latestBatches } from './batches/latestBatches.ts';
import { placeCard } from './batches/placeCard.ts';
import { readBatchView } from './batches/readBatchView.ts';
import { type Receiving, receive } from './batches/receive.ts';
import { register } from './batches/register.ts';
import { rejectedCsv, rejectedFileName } from './batches/rejectedCsv.ts';
import { cardAnswered } from './batches/updateCards.ts';
import { moveDevices } from './deploymentGroups/moveDevices.ts';
import type { IntakeLimits } from './intake/limits.ts';
import { findDevices } from './lifecycle/findDevices.ts';
import { addressAgain } from './naming/addressRequest.ts';
import { createNaming, type NamingPorts } from './naming/createNaming.ts';
import { readHealth } from './notifications/readHealth.ts';
import type { Policy } from './policy/policy.ts';
import { everyRecord } from './ports/everyRecord.ts';
import type { Ports } from './ports/ports.ts';
import { createFileReader } from './reading/createFileReader.ts';
import type { Registration } from './registration.ts';
import { removeDevices } from './removal/removeDevices.ts';
import { isNothing, retry } from './retry/retry.ts';
import { confirmActive } from './shipping/confirmActive.ts';
import { keepShown } from './shipping/keepShown.ts';
import { markShipped } from './shipping/markShipped.ts';
import { readShown } from './shipping/readShown.ts';
import { takeBack } from './shipping/takeBack.ts';
import { isCardKnown, rememberCard } from './shownCards/keepCards.ts';
import { auditRequest } from './writeAudit.ts';

/** What follows a person's act at once. */
export interface Follow {
  /** Starts the next pass. */
  pass(): void;
  /** Starts the next delivery. */
  deliver(): void;
  /** Compares the name templates of the Autopilot profiles with what applies now. */
  names(): void;
}

/** The engine as the bot sees it; `isListening` says whether Graph can reach Preflight. */
export function createRegistration(
  ports: Receiving & NamingPorts & Pick<Ports, 'health'>,
  policy: Policy,
  limits: IntakeLimits,
  follow: Follow,
  isListening = false,
): Registration {
  const { store } = ports;
  const readFile = createFileReader();
  const wake = follow.pass;
  const tellApprovers = async () => {
    if (await addressAgain(ports)) follow.deliver();
  };
  /** Cards show at once what somebody said. */
  const told = async <T>(outcome: Promise<T>): Promise<T> => {
    const value = await outcome;
    follow.deliver();
    return value;
  };
  return {
    receive: (upload) => receive(upload, ports, policy, limits, readFile),
    async register(request) {
      const outcome = await register(request, ports, policy);
      if (outcome.kind === 'registered') wake();
      return outcome;
    },
    cancel: (request) => cancel(request, ports, policy),
    async retry(request) {
      const outcome = await retry(request, ports, policy);
      if (!isNothing(outcome)) wake();
      return outcome;
    },
    placeCard: (batchId, card) => placeCard(batchId, card, store),
    cardAnswered: (view) => cardAnswered(view, ports),
    async batch(batchId) {
      const batch = await store.get('batches', batchId);
      return batch === undefined ? undefined : readBatchView(batch, ports, policy);
    },
    findings: (batchId, page) => readFindings(batchId, page, store),
    async rejectedRows(batchId) {
      const batch = await store.get('batches', batchId);
      if (batch === undefined) return { kind: 'notFound' };
      const rows = await readRejected(batch, store);
      if (rows.length === 0) return { kind: 'gone' };
      const bytes = rejectedCsv(rows);
      return { kind: 'file', batch, name: rejectedFileName(batch.fileName), bytes, rows: rows.length };
    },
    batches: (limit) => latestBatches(limit, ports, policy),
    devices: (serialNumber) => findDevices(serialNumber, store),
    shown: (card) => readShown(card, store),
    keepShown: (view) => keepShown(view, ports),
    markShipped: (request) => told(markShipped(request, ports)),
    confirmActive: (request) => told(confirmActive(request, ports)),
    takeBack: (request) => told(takeBack(request, ports)),
    device: (deviceId) => store.get('devices', deviceId),
    async removeDevices(request) {
      const outcomes = await removeDevices(request, ports);
      if (outcomes.some(({ kind }) => kind === 'requested')) wake();
      return outcomes;
    },
    async moveDevices(request) {
      const outcome = await moveDevices(request, ports, policy);
      if (outcome.kind === 'answered') wake();
      return outcome;
    },
    async subscribe(channel) {
      const outcome = await subscribe(channel, ports);
      if (channel.about === 'approvals') await tellApprovers();
      return outcome;
    },
    unsubscribe: (channel) => unsubscribe(channel, ports),
    async subscriptions() {
      const unreached = new Map((await readUnreached(ports)).map((each) => [each.id, each]));
      const channels = await Array.fromAsync(everyRecord(store, 'channels', {}));
      return channels.map((channel) => ({ ...channel, unreached: unreached.get(channel.id) }));
    },
    naming: createNaming(ports, policy, follow),
    health: () => readHealth(ports, isListening),
    rememberCard: (card) => rememberCard(card, ports),
    isCardKnown: (card) => isCardKnown(card, store),
    refused: auditRefusals(ports),
    askedForFile: ({ file, subject = file, actor, activityId }) =>
      auditRequest(ports, { actor, action: 'askedForFile', subject, detail: { file }, activityId }),
    async rememberConversation(id, reference, personId) {
      const isNew = await rememberConversation(id, reference, ports, personId);
      if (isNew && personId !== undefined) await tellApprovers();
      if (await reopenAudience(id, ports)) {
        // Approvers may have been looked for elsewhere meanwhile.
        await tellApprovers();
        await markAllDigestsDue(ports);
        follow.deliver();
      }
    },
  };
}
