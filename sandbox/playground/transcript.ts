import type { ChatMessage, Feed } from './feed.ts';
import { conversationIds, type PlaygroundWorld } from './world.ts';

/** Writes down who said what, as it happens. */
export interface Transcript {
  /** Somebody does or says something; shown as `Alex  ▸ …`. In a channel, give its conversation id. */
  person(name: string, words: string, conversationId?: string): void;
  /** Something that is nobody's word: time passes, a user signs in. */
  scene(words: string): void;
  /** Everything so far. */
  text(): string;
  stop(): void;
}

/** What a transcript needs. */
export interface TranscriptOptions {
  feed: Feed;
  world: PlaygroundWorld;
  /** The time in front of each entry: the sandbox's clock, milliseconds since 1970 UTC. */
  now: () => number;
  write: (line: string) => void;
}

/** Starts writing. The bot's words come from the feed; a changed card is written with only the lines that are new. */
export function startTranscript(options: TranscriptOptions): Transcript {
  const { feed, world, write } = options;
  const bot = world.bot.name;
  const width = Math.max(bot.length, ...[world.currentUser, ...world.others].map((person) => person.givenName.length));
  const lines: string[] = [];
  const before = new Map<string, string[]>();

  function entry(who: string, sign: string, words: string[]): void {
    const [first = '', ...rest] = words;
    const head = `${clock(options.now())}  ${who.padEnd(width)} ${sign} `;
    const indent = ' '.repeat(head.length);
    for (const line of [`${head}${first}`, ...rest.map((each) => `${indent}${each}`)]) {
      lines.push(line);
      write(line);
    }
  }

  function botSays(message: ChatMessage): void {
    const old = before.get(message.id);
    before.set(message.id, message.lines);
    const [title = '', ...rest] = message.lines;
    const kind = message.card === undefined ? '' : old === undefined ? '[card] ' : '[card changes] ';
    const where = placeName(world, message.conversationId);
    // The time stands in front of the entry already; a card on which nothing else has changed says nothing new.
    const news = old === undefined ? rest : rest.filter((line) => !old.includes(line) && !line.startsWith('as of '));
    if (old !== undefined && news.length === 0 && old[0] === title) return;
    entry(bot, '◂', [`${kind}${where}${title}`, ...news]);
  }

  const stop = feed.onChange(botSays);
  return {
    person: (name, words, conversationId) => entry(name, '▸', [`${placeName(world, conversationId)}${words}`]),
    scene: (words) => entry('', '·', [words]),
    text: () => lines.join('\n'),
    stop,
  };
}

function placeName(world: PlaygroundWorld, conversationId: string | undefined): string {
  const top = conversationId?.split(';')[0];
  if (top === conversationIds.channel) return `#${world.team.channel}: `;
  if (top === conversationIds.general) return '#General: ';
  if (top === conversationIds.group) return '(group chat) ';
  return '';
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
