import type { ChatMessage, Feed } from './feed.ts';

/** What to wait for, and how long. */
export interface WaitOptions {
  /** For the account when it does not come: `the report card`. */
  what: string;
  /** Milliseconds of real time. */
  timeoutMs: number;
  /** Only messages that came or changed after this position of the feed count. */
  after?: number;
  /** Gives up at once when it rejects, with its reason: a process that died, say. */
  unless?: Promise<never> | undefined;
}

/** How many messages the account shows, and how many lines of each. */
const shown = { messages: 6, lines: 12 };

/**
 * Resolves with the first message, old or new, that fulfils the predicate. Rejects when the time is over, with what was awaited and what was seen instead.
 */
export async function waitFor(
  feed: Feed,
  predicate: (message: ChatMessage) => boolean,
  options: WaitOptions,
): Promise<ChatMessage> {
  const after = options.after ?? 0;
  const fits = (message: ChatMessage) => message.position > after && predicate(message);
  const there = feed.messages().find(fits);
  if (there !== undefined) return there;
  let stop: () => void = () => {};
  let timer: NodeJS.Timeout | undefined;
  const came = new Promise<ChatMessage>((resolve, reject) => {
    stop = feed.onChange((message) => {
      if (fits(message)) resolve(message);
    });
    timer = setTimeout(() => reject(new Error(seenInstead(feed, options))), options.timeoutMs);
  });
  try {
    return await Promise.race(options.unless === undefined ? [came] : [came, options.unless]);
  } finally {
    clearTimeout(timer);
    stop();
  }
}

function seenInstead(feed: Feed, options: WaitOptions): string {
  const after = options.after ?? 0;
  const messages = feed.messages().filter((message) => message.position > after);
  const waited = `Waited ${(options.timeoutMs / 1000).toFixed(0)} s in vain for ${options.what}.`;
  if (messages.length === 0) return `${waited} The bot said nothing${after > 0 ? ' since then' : ''}.`;
  const latest = messages.toSorted((a, b) => a.position - b.position).slice(-shown.messages);
  const heading = `${waited} What the bot said${after > 0 ? ' since then' : ''}, latest last (${latest.length} of ${messages.length}):`;
  return [heading, ...latest.flatMap(messageText)].join('\n');
}

function messageText(message: ChatMessage): string[] {
  const where = message.conversationId.startsWith('a:') ? 'chat' : message.conversationId;
  const changed = message.changes === 0 ? '' : `, changed ${message.changes} times`;
  const lines = message.lines.slice(0, shown.lines).map((line) => `    ${line}`);
  const more = message.lines.length - shown.lines;
  return [
    `  ${message.card === undefined ? 'text' : 'card'} in ${where}${changed}:`,
    ...lines,
    ...(more > 0 ? [`    … ${more} more lines`] : []),
  ];
}
