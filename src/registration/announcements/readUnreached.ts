import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { audienceOf, type UnreachedAudience } from './unreached.ts';

/** A chat or channel in which Preflight cannot speak now, for people. */
export interface UnreachedView extends Omit<UnreachedAudience, 'version'> {
  /** The channel's name, or the person whose chat it is as far as a request of theirs tells; absent where neither is known. */
  name: string | undefined;
  isChannel: boolean;
  /** Messages that wait for it. */
  waiting: number;
}

/** Trouble that is not a refusal and shorter than this is nobody's concern: 15 seconds, as with Microsoft Graph. */
const worthMentioning = 15_000;

/** Which conversations cannot be reached, since when, why, and how much waits for each; the oldest first. */
export async function readUnreached({ store, clock }: Pick<Ports, 'store' | 'clock'>): Promise<UnreachedView[]> {
  const now = clock.now();
  const unreached: Omit<UnreachedView, 'waiting'>[] = [];
  for await (const { version: _, ...audience } of everyRecord(store, 'unreachedAudiences', {})) {
    const { kind, since, pausedUntil = 0, id } = audience;
    if (kind === 'failing' && Math.max(now, pausedUntil) - since < worthMentioning) continue;
    const channel = await store.get('channels', id);
    unreached.push({
      ...audience,
      isChannel: channel !== undefined,
      name: channel?.name ?? (await whoseChat(id, store)),
    });
  }
  if (unreached.length === 0) return [];
  const waiting = await countWaiting(store);
  return unreached
    .map((audience) => ({ ...audience, waiting: waiting.get(audience.id) ?? 0 }))
    .sort((one, other) => one.since - other.since);
}

/** A conversation's record has a person's id and no name; a batch of theirs has both. */
async function whoseChat(conversationId: string, store: Ports['store']): Promise<string | undefined> {
  const personId = (await store.get('conversations', conversationId))?.personId;
  if (personId === undefined) return undefined;
  const { items } = await store.query('batches', { equals: { 'requester.id': personId }, limit: 1 });
  return items[0]?.requester.name;
}

async function countWaiting(store: Ports['store']): Promise<Map<string, number>> {
  const waiting = new Map<string, number>();
  for await (const { deliveries } of everyRecord(store, 'digests', { equals: { state: 'open' } })) {
    for (const { state, conversationId } of deliveries) {
      const id = audienceOf(conversationId);
      if (state === 'waiting' || state === 'sending') waiting.set(id, (waiting.get(id) ?? 0) + 1);
    }
  }
  return waiting;
}
