import type { UploadPlace } from '../files.ts';
import { fillInputs } from './cards/fillInputs.ts';
import { type ChatMessage, emptyFeed, type Feed } from './feed.ts';
import { openStream } from './openStream.ts';
import { createSender, type Sender } from './sender.ts';
import { type WaitOptions, waitFor } from './waitFor.ts';
import type { PlaygroundPerson, PlaygroundWorld } from './world.ts';

/** People's side of the chats, played without a browser: what they do, and what the bot says. */
export interface Conversation extends Sender {
  feed: Feed;
  world: PlaygroundWorld;
  /**
   * Presses a button of a message, by its title or verb, with the inputs filled in by id, and shows the answer as a client does.
   * Rejects when a client would not send it (no such button, a required input left empty) or the bot refuses it.
   */
  press(
    message: ChatMessage,
    button: string,
    options: { from: PlaygroundPerson; inputs?: Record<string, string> },
  ): Promise<unknown>;
  /** Accepts the file that a message offers, to be put at `upload`; without that, declines it. Rejects for a message that offers none. */
  answerFile(message: ChatMessage, options: { from: PlaygroundPerson; upload?: UploadPlace }): Promise<void>;
  /** Waits for a message; see `waitFor`. Gives up when Playground goes away. */
  waitFor(predicate: (message: ChatMessage) => boolean, options: WaitOptions): Promise<ChatMessage>;
  close(): void;
}

/** Connects to a running Playground. Rejects when its stream cannot be opened. */
export async function connectConversation(origin: string, world: PlaygroundWorld): Promise<Conversation> {
  const feed = emptyFeed();
  const stream = await openStream(origin, (event) => feed.take(event));
  const sender = createSender(origin, world);
  const invoke: Sender['invoke'] = async (action, on) => {
    const answer = await sender.invoke(action, on);
    feed.takeAnswer(on.conversationId, on.replyToId, answer);
    return answer;
  };
  return {
    ...sender,
    feed,
    world,
    invoke,
    async press(message, button, { from, inputs = {} }) {
      const { card, action } = buttonOf(message, button);
      const data = fillInputs(card, action, inputs);
      const on = { from, conversationId: message.conversationId, replyToId: message.id };
      if (action.type === 'Action.Execute') return invoke({ verb: action.verb, data, id: action.id }, on);
      if (action.type === 'Action.Submit') return sender.submit(data, on);
      throw new Error(`"${action.title}" is an ${action.type}; it sends nothing to the bot.`);
    },
    async answerFile({ id, conversationId, consent, lines }, { from, upload }) {
      if (consent === undefined) throw new Error(`The message offers no file. It says: ${lines.join(' / ')}`);
      await sender.answerConsent(consent, { from, conversationId, replyToId: id }, upload);
    },
    waitFor: (predicate, options) => waitFor(feed, predicate, { unless: stream.broken, ...options }),
    close: stream.close,
  };
}

function buttonOf(message: ChatMessage, button: string) {
  const card = message.card;
  if (card === undefined)
    throw new Error(`There is no button "${button}": the message has no card. It says: ${message.lines.join(' / ')}`);
  const action = card.actions.find((each) => each.title === button || each.verb === button);
  if (action === undefined) {
    throw new Error(
      `The card has no button "${button}"; it has ${card.actions.map((each) => `"${each.title}"`).join(', ') || 'none'}.`,
    );
  }
  return { card, action };
}
