import { STATUS_CODES } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import type { Random } from '../tenant/random.ts';
import { longestWait, timedPost } from './timedPost.ts';

/**
 * Asks a listener whether it wants notifications: a POST with `validationToken` in the query, which it has to answer with 200
 * and the decoded token as plain text within ten seconds. Resolves with what was wrong, in Graph's words.
 */
export async function validateListener(
  url: string,
  { clock, random }: { clock: SandboxClock; random: Pick<Random, 'guid'> },
  stop: AbortSignal,
): Promise<string | undefined> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${random.guid()}`;
  const asked = new URL(url);
  asked.searchParams.append('validationToken', token);
  const answer = await timedPost(asked.href, { type: 'text/plain; charset=utf-8', body: '' }, clock, stop);
  if (answer.took > longestWait) return 'Subscription validation request timed out.';
  if (answer.status !== 200) {
    const name = STATUS_CODES[answer.status ?? 0]?.replaceAll(' ', '');
    const code = name === undefined ? '' : ` HTTP status code is '${name}'.`;
    return `Subscription validation request failed.${code} Notification endpoint must respond with 200 OK to validation request.`;
  }
  if (!/^text\/plain\b/i.test(answer.contentType) || answer.text !== token) {
    return 'Subscription validation request failed. Notification endpoint must answer the validation request with the validation token as text/plain.';
  }
  return undefined;
}
