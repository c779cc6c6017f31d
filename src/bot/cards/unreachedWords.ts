import type { UnreachedView } from '../../registration/announcements/readUnreached.ts';
import { count, plain } from './text.ts';

/**
 * What ends each refusal, by the connector's word for it (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability).
 */
const causes: Readonly<Record<string, string>> = {
  BotDisabledByAdmin: 'an administrator has disabled Preflight; allow the app in the Teams admin center',
  ConversationBlockedByUser: 'the person has blocked Preflight; ask them to unblock it',
  BotNotInConversationRoster: 'Preflight is not installed there any more; add it again',
  ForbiddenOperationException: 'Preflight is not installed there any more; add it again',
  MessageWritesBlocked: 'Preflight is blocked, muted or not installed there; unblock it or add it again',
  NotEnoughPermissions: 'Preflight lacks the permission to post there; let bots post in the channel',
  InvalidBotApiHost: 'the service URL is not that of this cloud; write to Preflight there once',
  ConversationNotFound:
    'the chat or channel does not exist any more, or Preflight is not in it; write to Preflight there if it does',
  BotNotRegistered: 'the bot is not registered; check its application id and credential',
  'never spoken to': 'nobody has written to Preflight there; write to it once',
  Throttled: 'Teams has asked Preflight to slow down; it goes on by itself',
  'HTTP 429': 'Teams has asked Preflight to slow down; it goes on by itself',
  'no answer': 'Teams does not answer; Preflight keeps trying',
};

/** Which chat or channel cannot be reached. */
export function unreachedLead({ name, isChannel, kind }: UnreachedView): string {
  const who = name === undefined ? '' : ` ${plain(name, 80)}`;
  const where = isChannel
    ? `The channel${who || ' without a name'}`
    : name === undefined
      ? 'A chat'
      : `The chat with${who}`;
  return kind === 'refused' ? `${where} takes no messages` : `${where} cannot be reached`;
}

/** Why, in the connector's word and in words for people, what waits for it, and what is done about it. */
export function unreachedDetail({ kind, code, waiting, droppedMessages }: UnreachedView): string {
  const isRefused = kind === 'refused';
  const cause = causes[code] ?? (isRefused ? 'write to Preflight there, or add it again' : 'Preflight keeps trying');
  const waits = waiting === 0 ? '' : `${count(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}. `;
  const again = isRefused ? 'Tried again by itself, and at once when somebody writes there.' : 'Nothing is lost.';
  const lost =
    droppedMessages === undefined ? '' : ` ${count(droppedMessages, 'message')} waited a month and were dropped.`;
  return `${plain(code, 60)}: ${cause}. ${waits}${again}${lost}`;
}
