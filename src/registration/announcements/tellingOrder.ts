import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import type { Digest, DigestDelivery } from './digest.ts';

/** How long after a message of which nobody knows whether it arrived a copy of it may still turn up, in milliseconds: Teams answers or gives up within seconds. */
export const mayTurnUpFor = 2 * 60_000;

/** What each conversation has been told of each device, and has still to be told, as far as open digests know. */
export interface TellingOrder {
  /** Something earlier about one of its devices has not arrived in this conversation. */
  isTooEarly(digest: Digest, conversationId: string): boolean;
  /** This, or something later about the device, has been told there already. */
  isTold(line: NumberedLine, conversationId: string): boolean;
  /** Notes what became of a delivery in this run. */
  note(digest: Digest, delivery: DigestDelivery): void;
}

/** One line of a digest: what it is about, and which of the things to be said about that it is. */
export interface NumberedLine {
  key: string;
  number: number;
}

/** The lines of a digest with their order. What is told of one naming exception keeps its order, too; a notice has none. */
export function numberedLines({ devices, naming, createdAt }: Digest): NumberedLine[] {
  if (naming !== undefined) return [{ key: `naming:${naming.exceptionId}`, number: createdAt }];
  return devices.map(({ key, announcementId }) => ({ key, number: numberOf(announcementId) }));
}

/** Announcements of a device are counted over its whole life, and their ids end with that count: no clock and no second process changes it. */
export function numberOf(announcementId: string): number {
  return Number(/:(\d+)$/.exec(announcementId)?.[1] ?? 0);
}

/** Nothing of it can arrive there any more. */
function isOver({ state, unknownAt = 0 }: DigestDelivery, now: number): boolean {
  if (state === 'waiting' || state === 'sending') return false;
  // A time ahead of us was noted before a clock was put right.
  return Math.abs(now - unknownAt) >= mayTurnUpFor;
}

/** Whether a digest is over: everybody has it, or will not get it, and no copy can turn up late. */
export function isEverywhere({ deliveries }: Digest, now: number): boolean {
  return deliveries.every((delivery) => isOver(delivery, now));
}

/** Reads the order from the open digests, for these conversations. */
export async function readTellingOrder(
  conversationIds: ReadonlySet<string>,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<TellingOrder> {
  /** By conversation and device: digests that have something to say, and which. */
  const untold = new Map<string, Map<string, { id: string; number: number }[]>>();
  const told = new Map<string, Map<string, { id: string; number: number }[]>>();
  for await (const digest of everyRecord(store, 'digests', { equals: { state: 'open' } })) {
    for (const delivery of digest.deliveries)
      if (conversationIds.has(delivery.conversationId)) place(digest, delivery, clock.now());
  }

  function place(digest: Digest, delivery: DigestDelivery, now: number): void {
    const { conversationId, state } = delivery;
    const isWaiting = !isOver(delivery, now);
    const isSent = state === 'sent' || state === 'shown' || state === 'unconfirmed';
    for (const { key, number } of numberedLines(digest)) {
      if (isWaiting) add(untold, conversationId, key, { id: digest.id, number });
      if (isSent) add(told, conversationId, key, { id: digest.id, number });
    }
  }

  return {
    isTooEarly(digest, conversationId) {
      const waiting = untold.get(conversationId);
      return numberedLines(digest).some(({ key, number }) =>
        waiting?.get(key)?.some((other) => other.id !== digest.id && other.number < number),
      );
    },
    isTold({ key, number }, conversationId) {
      return (
        told
          .get(conversationId)
          ?.get(key)
          ?.some((other) => other.number >= number) ?? false
      );
    },
    note(digest, delivery) {
      const { conversationId } = delivery;
      for (const { key } of numberedLines(digest)) {
        for (const places of [untold, told]) {
          const numbers = places.get(conversationId);
          numbers?.set(key, numbers.get(key)?.filter(({ id }) => id !== digest.id) ?? []);
        }
      }
      place(digest, delivery, clock.now());
    },
  };
}

function add(
  places: Map<string, Map<string, { id: string; number: number }[]>>,
  conversationId: string,
  key: string,
  entry: { id: string; number: number },
): void {
  const devices = places.get(conversationId) ?? new Map<string, { id: string; number: number }[]>();
  places.set(conversationId, devices);
  const entries = devices.get(key);
  if (entries === undefined) devices.set(key, [entry]);
  else entries.push(entry);
}
