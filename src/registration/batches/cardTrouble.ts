import { mayTurnUpFor } from '../announcements/tellingOrder.ts';
import type { DeliveryError } from '../ports/courier.ts';
import type { CardTrouble } from './batch.ts';

/** Answers in a row that a message is not there before that is believed: about one edit in a thousand is answered so for one that is (msteams-docs #6139). */
const believedMissing = 3;

/** Least time from one new post of a card to the next, in milliseconds: ten minutes, then longer, a day at most. */
function betweenPosts(count: number): number {
  return Math.min(10 * 60_000 * 6 ** (count - 1), 24 * 3_600_000);
}

/** Whether the card may show something else than was drawn last. */
export function isInDoubt(trouble: CardTrouble | undefined): boolean {
  return trouble !== undefined && (trouble.failures > 0 || trouble.unknownAt !== undefined);
}

/** Whether the message with the card is taken for gone, so that the card is posted anew instead of edited. */
export function isPostedAnew(trouble: CardTrouble | undefined, now: number): boolean {
  if (trouble === undefined || trouble.missing < believedMissing) return false;
  const { postedAnew } = trouble;
  return postedAnew === undefined || Math.abs(now - postedAnew.at) >= betweenPosts(postedAnew.count);
}

/** What is left of the trouble once the card was drawn, and when it must be drawn once more: an edit that nobody answered may be carried out late, over this one. */
export function afterDrawing(
  trouble: CardTrouble | undefined,
  anew: boolean,
  now: number,
): { trouble: CardTrouble | undefined; againAt?: number } {
  const posts = anew ? { count: (trouble?.postedAnew?.count ?? 0) + 1, at: now } : trouble?.postedAnew;
  const left = posts === undefined ? undefined : { failures: 0, missing: 0, postedAnew: posts };
  const settledAt = (trouble?.unknownAt ?? Number.NEGATIVE_INFINITY) + mayTurnUpFor;
  if (anew || trouble?.unknownAt === undefined || settledAt <= now || trouble.unknownAt > now) return { trouble: left };
  return { trouble: { failures: 0, missing: 0, postedAnew: posts, unknownAt: trouble.unknownAt }, againAt: settledAt };
}

/** The trouble after one more failure. */
export function afterFailure(
  trouble: CardTrouble | undefined,
  { kind }: DeliveryError,
  anew: boolean,
  now: number,
): CardTrouble {
  const { failures = 0, missing = 0, postedAnew, unknownAt } = trouble ?? {};
  return {
    failures: failures + 1,
    // A new post that is refused says that it was the conversation; one that may have arrived counts as a post.
    missing: kind === 'missing' ? missing + 1 : anew && kind === 'gone' ? 0 : missing,
    postedAnew: anew && kind === 'unknown' ? { count: (postedAnew?.count ?? 0) + 1, at: now } : postedAnew,
    unknownAt: kind === 'unknown' ? now : unknownAt,
  };
}
