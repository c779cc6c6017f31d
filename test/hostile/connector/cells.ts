import type { ConnectorRequest, Grudge, Wanted } from '../../support/hostileConnector.ts';

const minute = 60_000;

/** What a cell does to the requests of one kind. */
export interface Hostility {
  /** `403-for-30-min` */
  name: string;
  /** A grudge that knows when it began and how often it was asked. */
  grudge: (request: ConnectorRequest, since: number, times: number) => Grudge | undefined;
  /** It is not trouble of the conversation, so that `health` need not name it: Preflight helps itself at once. */
  helpsItself?: readonly Wanted[];
}

const lasting =
  (milliseconds: number, grudge: Grudge): Hostility['grudge'] =>
  ({ at }, since) =>
    at - since < milliseconds ? grudge : undefined;

const removed: Grudge = { kind: 'refuse', status: 403, code: 'BotNotInConversationRoster' };

/** Teams takes about 100 kB; this one less, so that the cards of a journey are too large for it. */
const small = 2_500;

function throttled(retryAfter: string, milliseconds: number): Hostility['grudge'] {
  return lasting(milliseconds, {
    kind: 'refuse',
    status: 429,
    code: 'Throttled',
    headers: { 'retry-after': retryAfter },
  });
}

/** The message that is asked about first is not there any more; others are. */
function deleted(): Hostility['grudge'] {
  let gone: string | undefined;
  return ({ activityId, wanted, at }, since) => {
    const code = wanted === 'message' ? 'ConversationNotFound' : 'ActivityNotFoundInConversation';
    gone ??= activityId;
    const isGone = wanted === 'message' ? at - since < 30 * minute : activityId === gone;
    return isGone ? { kind: 'refuse', status: 404, code } : undefined;
  };
}

/** Every hostility; made anew for each cell, as some remember. */
export function hostilities(): Hostility[] {
  return [
    { name: '403-once', grudge: (_request, _since, times) => (times === 1 ? removed : undefined) },
    { name: '403-for-30-min', grudge: lasting(30 * minute, removed) },
    {
      name: '403-unknown-for-30-min',
      grudge: lasting(30 * minute, { kind: 'refuse', status: 403, code: 'Unknown' }),
      helpsItself: ['thread reply', 'edit'],
    },
    { name: '404', grudge: deleted(), helpsItself: ['thread reply'] },
    {
      name: '404-once',
      grudge: (_request, _since, times) =>
        times === 1 ? { kind: 'refuse', status: 404, code: 'ActivityNotFoundInConversation' } : undefined,
      helpsItself: ['thread reply', 'edit'],
    },
    {
      name: '413',
      grudge: ({ bytes }) => (bytes > small ? { kind: 'refuse', status: 413, code: 'MessageSizeTooBig' } : undefined),
      helpsItself: ['message', 'thread reply', 'edit'],
    },
    { name: '429-with-60', grudge: throttled('60', minute) },
    { name: '429-with-999999', grudge: throttled('999999', 5 * minute) },
    { name: '500', grudge: lasting(10 * minute, { kind: 'refuse', status: 500, code: 'ServiceError' }) },
    { name: '502-after-taking-it', grudge: lasting(30 * minute, { kind: 'takeAndRefuse', status: 502 }) },
    { name: 'slow-30-s', grudge: lasting(5 * minute, { kind: 'slow', by: 30_000 }) },
    {
      name: 'away-for-30-min',
      grudge: ({ at }, since, times) =>
        times === 1 && at === since ? { kind: 'away', until: at + 30 * minute } : undefined,
    },
  ];
}
