import { z } from 'zod/v4';
import type { UploadPlace } from '../files.ts';
import { fileAttachments, invokeActivity, mentionText, messageActivity } from './activities.ts';
import type { FileConsent } from './fileCards.ts';
import { postJson } from './postJson.ts';
import {
  botAccountId,
  conversationIds,
  type PlaygroundPerson,
  type PlaygroundWorld,
  personAccountId,
} from './world.ts';

/** What people do in the chats, sent over Playground's own HTTP interface. Nothing here waits for the bot, except `invoke`. */
export interface Sender {
  /** Adds the bot to a conversation, as opening it in the browser does: `installationUpdate` and `conversationUpdate`. */
  install(conversationId: string): Promise<void>;
  /**
   * Says something; in a channel or group chat the bot is mentioned, since it hears nothing else there. A channel message starts a thread, unless
   * `conversation` names one. Resolves with where it was said: the conversation, for a channel with its thread.
   */
  say(text: string, options: { from: PlaygroundPerson; conversation: string }): Promise<{ conversationId: string }>;
  /** Hands over a file in the personal chat, as Teams would: the bot gets a link and downloads it. */
  deliverFile(file: { name: string; downloadUrl: string; from?: PlaygroundPerson }): Promise<void>;
  /**
   * Sends an `Action.Execute` and resolves with the bot's answer. `trigger` is `manual` for a click, `automatic` for a refresh.
   * Rejects when Playground or the bot refuses it.
   */
  invoke(action: ExecuteAction, on: ActionPlace): Promise<unknown>;
  /** Accepts a file that the bot offers, and says where to put it; without `upload`, declines it. Playground itself cannot. */
  answerConsent(consent: FileConsent, on: ActionPlace, upload?: UploadPlace): Promise<void>;
  /** Sends the data of an `Action.Submit`. */
  submit(data: Record<string, unknown>, on: ActionPlace): Promise<void>;
}

/** What a card's `Action.Execute` sends. */
export interface ExecuteAction {
  verb: string;
  data: Record<string, unknown>;
  id?: string;
  trigger?: 'manual' | 'automatic';
}

/** The message a button stands on, and who presses it. */
export interface ActionPlace {
  from: PlaygroundPerson;
  conversationId: string;
  replyToId: string;
}

const createdSchema = z.looseObject({ messageId: z.string(), postConversationId: z.string().nullish() });

/** People of this world, at the Playground that answers at `origin`. */
export function createSender(origin: string, world: PlaygroundWorld): Sender {
  const context = { world, serviceUrl: `${origin}/_connector` };
  const post = (path: string, body: unknown) => postJson(`${origin}${path}`, body);
  const custom = (activity: unknown) => post('/_internal/v1/customActivities', activity);
  return {
    async install(conversationId) {
      await post(`/_debug/conversation/${encodeURIComponent(conversationId)}/installation`, {});
    },
    async say(text, { from, conversation }) {
      const mentionsBot = conversation !== conversationIds.personal;
      const atKeyboard = from.objectId === world.currentUser.objectId;
      if (!mentionsBot && !atKeyboard)
        throw new Error(
          `The personal chat is ${world.currentUser.name}'s; ${from.name} has none that Playground shows.`,
        );
      // Playground says everything in the name of the person at the keyboard. Words of others go into the conversation without a mention,
      // which starts the thread but does not reach the bot, and then to the bot as an activity of theirs.
      const created = createdSchema.parse(
        await post(`/_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`, {
          text: mentionsBot ? `${mentionText(world)} ${text}` : text,
          textFormat: 'plain',
          from: { id: personAccountId(from) },
          mentions:
            mentionsBot && atKeyboard ? [{ mentioned: { id: botAccountId(world.bot) }, text: mentionText(world) }] : [],
        }),
      );
      const conversationId = created.postConversationId ?? conversation;
      if (!atKeyboard) await custom(messageActivity(context, { from, conversationId, text, mentionsBot }));
      return { conversationId };
    },
    async deliverFile({ name, downloadUrl, from = world.currentUser }) {
      const attachments = fileAttachments({ name, downloadUrl });
      await custom(
        messageActivity(context, {
          from,
          conversationId: conversationIds.personal,
          text: '',
          mentionsBot: false,
          attachments,
        }),
      );
    },
    invoke({ verb, data, id, trigger = 'manual' }, on) {
      const action = { type: 'Action.Execute', ...(id === undefined || id === '' ? {} : { id }), verb, data };
      return post('/_conversation/v1/invoke', {
        name: 'adaptiveCard/action',
        value: { action, trigger },
        ...placeOf(on),
      });
    },
    async answerConsent({ acceptContext, declineContext }, on, upload) {
      const value =
        upload === undefined
          ? { type: 'fileUpload', action: 'decline', context: declineContext }
          : { type: 'fileUpload', action: 'accept', context: acceptContext, uploadInfo: upload };
      await custom(invokeActivity(context, { ...on, name: 'fileConsent/invoke', value }));
    },
    async submit(data, on) {
      await post('/_conversation/v1/submit', { value: data, ...placeOf(on) });
    },
  };
}

function placeOf(on: ActionPlace) {
  return { from: { id: personAccountId(on.from) }, conversation: { id: on.conversationId }, replyToId: on.replyToId };
}
