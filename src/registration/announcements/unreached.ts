import type { Stored } from '../ports/stored.ts';

/** A conversation in which Preflight cannot speak now: kept while it lasts, gone with the first message that arrives. */
export interface UnreachedAudience extends Stored {
  /** Conversation id, without a thread suffix. */
  readonly id: string;
  /** `refused`: the connector takes nothing there (403, 404); `failing`: it is slow, broken, away, or asked Preflight to wait. */
  kind: 'refused' | 'failing';
  /** The connector's own word, `BotNotInConversationRoster`, or what happened. */
  code: string;
  /** Milliseconds since 1970 UTC. */
  since: number;
  /** Refusals in a row. */
  attempts: number;
  /** Nothing is sent there before; absent where each message keeps its own time. Milliseconds since 1970 UTC. */
  pausedUntil?: number | undefined;
  /** It refused for so long that what waits for it is dropped. */
  givenUp?: true | undefined;
  /** Messages that were dropped because it lasted too long. */
  droppedMessages?: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Pauses after each refusal in a row, then daily. Most refusals that pass by themselves do so within minutes. */
const pauses = [minute, 5 * minute, 15 * minute, hour, 2 * hour, 4 * hour, 8 * hour];
/** How long a refusing conversation is tried again by itself: a day of growing pauses, and a week. Milliseconds. */
const triedFor = 8 * day;
/** How long what waits for it is kept after that, until somebody writes there: as long as messages that were told. Milliseconds. */
export const keptFor = 30 * day;

/** When to try again after this many refusals in a row since `since`: later and later, daily for a week, and once more before what waits is dropped. */
export function nextTry(attempts: number, since: number, now: number): number {
  const next = now + (pauses[attempts - 1] ?? day);
  return next - since <= triedFor ? next : Math.max(since + keptFor, now + day);
}

/** The conversation without the thread: Teams appends `;messageid=` and the root post's id in channels. */
export function audienceOf(conversationId: string): string {
  return conversationId.split(';messageid=')[0] ?? conversationId;
}
