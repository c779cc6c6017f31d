import { z } from 'zod/v4';
import { cardText } from './cards/cardText.ts';
import { type Card, readCard } from './cards/readCard.ts';
import { type FileConsent, type FileInfo, fileLines, readConsent, readInfo } from './fileCards.ts';

/** A message of the bot as it stands in a chat now. */
export interface ChatMessage {
  id: string;
  /** Where it stands: for a channel with the thread, `19:…;messageid=…`. */
  conversationId: string;
  /** Empty for a message that is only a card. */
  text: string;
  /** The first card; what is on it now. */
  card: Card | undefined;
  /** A file it offers, or has handed over. */
  consent: FileConsent | undefined;
  file: FileInfo | undefined;
  /** Text and card as a person reads them, line by line. */
  lines: string[];
  /** How often it has been changed since it was posted. */
  changes: number;
  /** Orders all changes of the feed; see `Feed.position`. */
  position: number;
}

/** The bot's messages, as they come and change. */
export interface Feed {
  /** All, oldest first. */
  messages(): ChatMessage[];
  /** The number of the last change; give it to `waitFor` to see only what comes after. */
  position(): number;
  /** Calls for each new or changed message, until the returned function is called. */
  onChange(listener: (message: ChatMessage) => void): () => void;
  /** Takes one event of Playground's stream; others than new and changed messages are left aside. */
  take(event: unknown): void;
  /** What a client does with the answer to a button: a card takes the place of the old one, a text stands by itself. */
  takeAnswer(conversationId: string, messageId: string, answer: unknown): void;
}

const attachmentSchema = z.looseObject({ contentType: z.string(), content: z.unknown() });
type Attachment = z.infer<typeof attachmentSchema>;
const messageSchema = z.looseObject({
  messageId: z.string(),
  text: z.string().nullish(),
  postConversationId: z.string().nullish(),
  attachments: z.array(attachmentSchema).default([]),
});
const eventSchema = z.looseObject({
  action: z.enum(['createMessage', 'updateMessage']),
  actionConversationId: z.string(),
  message: messageSchema,
});

const adaptiveCard = 'application/vnd.microsoft.card.adaptive';

const answerSchema = z.looseObject({ type: z.string().default(''), value: z.unknown() });

/** The sentence that a client shows to who pressed a button; undefined where the bot answered otherwise. */
export function answerSentence(answer: unknown): string | undefined {
  const { type, value } = answerSchema.parse(answer ?? {});
  return type === 'application/vnd.microsoft.activity.message' && typeof value === 'string' ? value : undefined;
}

/** A feed with nothing in it. */
export function emptyFeed(): Feed {
  const messages = new Map<string, ChatMessage>();
  const listeners = new Set<(message: ChatMessage) => void>();
  let position = 0;

  function put(id: string, conversationId: string, text: string, attachments: readonly Attachment[]): void {
    const before = messages.get(id);
    const content = attachments.find((attachment) => attachment.contentType === adaptiveCard)?.content;
    const card = content === undefined ? undefined : readCard(content);
    const consent = readConsent(attachments);
    const file = readInfo(attachments);
    const lines = [
      ...text.split('\n').filter((line) => line.trim() !== ''),
      ...(card === undefined ? [] : cardText(card)),
      ...fileLines(consent, file),
    ];
    position += 1;
    const changes = before === undefined ? 0 : before.changes + 1;
    const message = {
      id,
      conversationId: before?.conversationId ?? conversationId,
      text,
      card,
      consent,
      file,
      lines,
      changes,
      position,
    };
    messages.set(id, message);
    for (const listener of [...listeners]) listener(message);
  }

  return {
    messages: () => [...messages.values()],
    position: () => position,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    take(event) {
      const parsed = eventSchema.safeParse(event);
      if (!parsed.success) return;
      const { message, actionConversationId } = parsed.data;
      const where = message.postConversationId ?? actionConversationId;
      put(message.messageId, where, message.text ?? '', message.attachments);
    },
    takeAnswer(conversationId, messageId, answer) {
      const { type, value } = answerSchema.parse(answer ?? {});
      const card = { contentType: adaptiveCard, content: value };
      if (type === adaptiveCard) put(messageId, conversationId, messages.get(messageId)?.text ?? '', [card]);
      const sentence = answerSentence(answer);
      if (sentence !== undefined) put(`${messageId}/answer-${position + 1}`, conversationId, sentence, []);
    },
  };
}
