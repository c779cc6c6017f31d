import type { NamingView } from '../../registration/naming/naming.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type Courier, DeliveryError, type NamingPlace } from '../../registration/ports/courier.ts';
import { namingCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { escapeMarkdown } from '../cards/text.ts';
import { cardMessage } from '../messages.ts';
import type { Speaking } from '../speaking.ts';
import { baseConversationId } from '../turn.ts';
import { namingNews } from './namingNews.ts';

/** Characters of a piece of news: a comment has 500. */
const longestNews = 1_200;

/** Tells of naming exceptions: a card in each place, edited as things happen, and news below it. */
export function namingCourier(
  speaking: Speaking,
  policy: Policy,
): Pick<Courier, 'postNamingCard' | 'updateNamingCard' | 'postNamingNews'> {
  const message = (view: NamingView, { reader }: NamingPlace) =>
    cardMessage(namingCard(view, reader, policy), namingTitle(view));
  return {
    postNamingCard: (view, place) => speaking.post(place.conversationId, message(view, place)),
    updateNamingCard: (view, place, activityId) =>
      speaking.edit(place.conversationId, activityId, message(view, place)),
    async postNamingNews(view, news, { conversationId, reader }) {
      const card = view.exception.cards.find(
        (each) => each.conversationId === conversationId && each.reader === reader,
      );
      const where = await speaking.threadOf(conversationId, card?.activityId);
      const text = escapeMarkdown(namingNews(view, news, reader), longestNews);
      const message = { type: 'message', text, textFormat: 'markdown' };
      try {
        return await speaking.post(where, message);
      } catch (error) {
        // The message that began the thread may have been deleted: only the conversation itself says whether it is gone.
        if (
          where === baseConversationId(conversationId) ||
          !(error instanceof DeliveryError) ||
          error.kind !== 'missing'
        )
          throw error;
        return speaking.post(baseConversationId(conversationId), message);
      }
    },
  };
}
