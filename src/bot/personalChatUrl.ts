import type { Turn } from './turn.ts';

/** A link that opens the personal chat with the bot (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams). */
export function personalChatUrl({ botAccountId }: Pick<Turn, 'botAccountId'>): string {
  return `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(botAccountId)}`;
}
