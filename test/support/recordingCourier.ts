import type { Digest } from '../../src/registration/announcements/digest.ts';
import type { BatchView } from '../../src/registration/batches/view.ts';
import type { NamingView } from '../../src/registration/naming/naming.ts';
import type { NamingNews } from '../../src/registration/naming/namingException.ts';
import type { Courier, NamingPlace } from '../../src/registration/ports/courier.ts';

/** A courier that remembers what it was given. */
export interface RecordingCourier extends Courier {
  cards: BatchView[];
  digests: { digest: Digest; conversationId: string; threadActivityId: string | undefined }[];
  /** Every posting and edit of a naming exception's card, in order. */
  namingCards: { view: NamingView; place: NamingPlace; activityId: string; edited: boolean }[];
  namingNews: { view: NamingView; news: NamingNews; place: NamingPlace }[];
  /** Called before each delivery; may throw in its place. */
  trouble: ((what: 'card' | 'digest' | 'namingCard' | 'namingNews', conversationId: string) => void) | undefined;
}

/** A courier for tests. */
export function recordingCourier(): RecordingCourier {
  const courier: RecordingCourier = {
    cards: [],
    digests: [],
    namingCards: [],
    namingNews: [],
    trouble: undefined,
    async updateBatchCard(view) {
      courier.trouble?.('card', view.batch.card?.conversationId ?? '');
      courier.cards.push(view);
    },
    async postDigest(digest, _view, { conversationId, channel, threadActivityId }) {
      courier.trouble?.('digest', conversationId);
      courier.digests.push({ digest, conversationId, threadActivityId });
      return {
        activityId: `activity-${courier.digests.length}`,
        startedThread: channel !== undefined && threadActivityId === undefined,
      };
    },
    async postNamingCard(view, place) {
      courier.trouble?.('namingCard', place.conversationId);
      const activityId = `naming-${courier.namingCards.length + 1}`;
      courier.namingCards.push({ view, place, activityId, edited: false });
      return activityId;
    },
    async updateNamingCard(view, place, activityId) {
      courier.trouble?.('namingCard', place.conversationId);
      courier.namingCards.push({ view, place, activityId, edited: true });
    },
    async postNamingNews(view, news, place) {
      courier.trouble?.('namingNews', place.conversationId);
      courier.namingNews.push({ view, news, place });
      return `news-${courier.namingNews.length}`;
    },
  };
  return courier;
}
