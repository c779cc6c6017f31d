import { z } from 'zod/v4';
import { canonicalId, type Person } from '../registration/person.ts';
import { plain } from './cards/text.ts';

/** What Teams says about one attachment; each use parses `content` itself. */
export interface Attachment {
  contentType: string;
  name: string;
  content: unknown;
}

/** One thing somebody did in a chat, without the transport. */
export interface Turn {
  sender: Person;
  conversation: {
    /** As Teams gives it, thread included: what an answer or an edit is addressed to. */
    id: string;
    /** Without the thread: what is remembered. */
    baseId: string;
    kind: 'personal' | 'groupChat' | 'channel';
  };
  /** Team and channel as people call them, `Contoso IT > Rollout`; empty where Teams does not tell. Teams names them only when asked. */
  channelName(): Promise<string>;
  /** Without the mention of the bot. */
  text: string;
  attachments: Attachment[];
  /** Data of a card button. */
  value: unknown;
  activityId: string | undefined;
  /** The message whose button was pressed. */
  replyToId: string | undefined;
  /** Teams' id of the bot, for links to its personal chat. */
  botAccountId: string;
  /** e.g. `de-DE` */
  locale: string;
  /** IANA name; `UTC` when Teams does not tell. */
  timeZone: string;
}

/** The conversation without the thread: Teams appends `;messageid=` and the root post's id in channels. */
export function baseConversationId(conversationId: string): string {
  const thread = conversationId.indexOf(';messageid=');
  return thread === -1 ? conversationId : conversationId.slice(0, thread);
}

const text = z.string().catch('');
const optionalText = z.string().optional().catch(undefined);
/** What people, teams and channels are called goes into records, the audit and sentences: one line of a bounded length. */
const name = text.transform((given) => plain(given, 200));

const activitySchema = z.object({
  id: optionalText,
  replyToId: optionalText,
  text,
  value: z.unknown(),
  locale: z.string().max(60).catch('en-US'),
  localTimezone: z.string().max(100).catch('UTC'),
  from: z.object({ name, aadObjectId: optionalText }),
  recipient: z.object({ id: text }),
  conversation: z.object({
    id: z.string(),
    conversationType: optionalText,
    isGroup: z.boolean().optional().catch(undefined),
    name,
  }),
  attachments: z
    .array(z.object({ contentType: text, name: text, content: z.unknown() }))
    .optional()
    .catch(undefined),
  channelData: z
    .object({
      channel: z.object({ name }).optional().catch(undefined),
      team: z.object({ name }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Reads what the bot uses of an activity; `undefined` without an authenticated sender, whose id is an Entra object id. */
export function readTurn(activity: unknown): Turn | undefined {
  const parsed = activitySchema.safeParse(activity);
  if (!parsed.success) return undefined;
  const { id, replyToId, from, recipient, conversation, channelData } = parsed.data;
  const senderId = canonicalId(from.aadObjectId);
  if (senderId === undefined) return undefined;
  return {
    sender: { id: senderId, name: from.name },
    conversation: {
      id: conversation.id,
      baseId: baseConversationId(conversation.id),
      kind: conversationKind(conversation),
    },
    channelName: async () => joinNames(channelData?.team?.name, channelData?.channel?.name ?? conversation.name),
    text: parsed.data.text,
    attachments: parsed.data.attachments ?? [],
    value: parsed.data.value,
    activityId: id,
    replyToId,
    botAccountId: recipient.id,
    locale: parsed.data.locale,
    timeZone: parsed.data.localTimezone,
  };
}

/** `Contoso IT > Rollout`, or the one that is known. */
export function joinNames(team: string | undefined, channel: string | undefined): string {
  return [team, channel].filter((name) => name !== undefined && name !== '').join(' > ');
}

/** Which kind of conversation Teams says it is. */
export function conversationKind(conversation: {
  conversationType?: string | undefined;
  isGroup?: boolean | undefined;
}): Turn['conversation']['kind'] {
  switch (conversation.conversationType) {
    case 'channel':
      return 'channel';
    case 'groupChat':
      return 'groupChat';
    default:
      return conversation.isGroup === true ? 'groupChat' : 'personal';
  }
}
