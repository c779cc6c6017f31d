import type { DeliveryError } from '../ports/courier.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { audienceOf, keptFor, nextTry, type UnreachedAudience } from './unreached.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** No pause is longer: a time further ahead was set before a clock was put right. Milliseconds. */
const longestPause = keptFor;

/** Which conversations can be spoken in, as one delivery run sees it. */
export interface Audiences {
  /** When something may be sent there again, where that is not now. Milliseconds since 1970 UTC. */
  pausedUntil(conversationId: string): number | undefined;
  /** Takes no messages now: somebody who was to be told there has to be told elsewhere. */
  isRefused(conversationId: string): boolean;
  /** Refuses for so long that what waits for it is dropped. */
  isGivenUp(conversationId: string): boolean;
  /** Notes that a delivery failed. Resolves with whether everything for this conversation has to wait now. */
  failed(conversationId: string, error: DeliveryError): Promise<boolean>;
  /** Notes that a message arrived: whatever was wrong is over. */
  reached(conversationId: string): Promise<void>;
}

/** Reads what is known of conversations that could not be reached. */
export async function readAudiences({ store, clock }: World): Promise<Audiences> {
  const known = new Map<string, UnreachedAudience>();
  for await (const audience of everyRecord(store, 'unreachedAudiences', {})) known.set(audience.id, audience);

  function pausedUntil(conversationId: string): number | undefined {
    const until = known.get(audienceOf(conversationId))?.pausedUntil ?? 0;
    const now = clock.now();
    return until > now && until - now <= longestPause ? until : undefined;
  }

  return {
    pausedUntil,
    isRefused: (conversationId) =>
      known.get(audienceOf(conversationId))?.kind === 'refused' && pausedUntil(conversationId) !== undefined,
    isGivenUp: (conversationId) => known.get(audienceOf(conversationId))?.givenUp === true,
    async failed(conversationId, error) {
      const id = audienceOf(conversationId);
      const noted = await note(id, error, { store, clock });
      if (noted !== undefined) known.set(id, noted);
      return pausedUntil(conversationId) !== undefined;
    },
    async reached(conversationId) {
      const id = audienceOf(conversationId);
      if (!known.delete(id)) return;
      const audience = await store.get('unreachedAudiences', id);
      if (audience !== undefined) await store.delete('unreachedAudiences', id, audience.version);
    },
  };
}

/** Stores one more failure. Losing a race to another one is fine: it says the same. */
async function note(
  id: string,
  { kind, code = '', retryAfter }: DeliveryError,
  { store, clock }: World,
): Promise<UnreachedAudience | undefined> {
  const now = clock.now();
  const before = await store.get('unreachedAudiences', id);
  const isRefused = kind === 'gone';
  const since = Math.min(before?.since ?? now, now);
  const attempts = (before?.attempts ?? 0) + (isRefused ? 1 : 0);
  const throttled = retryAfter === undefined ? undefined : now + retryAfter;
  const audience = {
    id,
    kind: isRefused ? 'refused' : 'failing',
    code,
    since,
    attempts,
    pausedUntil: isRefused ? nextTry(attempts, since, now) : throttled,
    givenUp: isRefused && now - since >= keptFor ? true : before?.givenUp,
    droppedMessages: before?.droppedMessages,
  } as const;
  return before === undefined
    ? store.create('unreachedAudiences', audience)
    : store.replace('unreachedAudiences', { ...audience, version: before.version });
}
