import type { Digest } from '../../src/registration/announcements/digest.ts';
import type { BatchView } from '../../src/registration/batches/view.ts';
import type { NamingView } from '../../src/registration/naming/naming.ts';
import type { NamingNews } from '../../src/registration/naming/namingException.ts';
import type { Courier, NamingPlace } from '../../src/registration/ports/courier.ts';

/** A courier that remembers what it was given. */
export interface RecordingCourier extends Courier {
  cards: BatchView[];
  /** Cards that were posted anew. */
  newCards: BatchView[];
  digests: { digest: Digest; conversationId: string; threadActivityId: string | undefined }[];
  /** Digests that were drawn anew. */
  digestEdits: {
    digest: Digest;
    where: { conversationId: string; activityId: string; inChannel: boolean; asOf: number };
  }[];
  /** Cards of naming exceptions, posted and edited. */
  namingCards: { view: NamingView; place: NamingPlace; activityId: string; isNew: boolean }[];
  namingNews: { news: NamingNews; conversationId: string }[];
  /** Called before each delivery; may throw in its place. */
  trouble: ((what: 'card' | 'newCard' | 'digest' | 'digestEdit' | 'reach', conversationId: string) => void) | undefined;
}

/** A courier for tests. */
export function recordingCourier(): RecordingCourier {
  const courier: RecordingCourier = {
    cards: [],
    newCards: [],
    digests: [],
    digestEdits: [],
    namingCards: [],
    namingNews: [],
    trouble: undefined,
    async updateBatchCard(view) {
      courier.trouble?.('card', view.batch.card?.conversationId ?? '');
      courier.cards.push(view);
    },
    async postBatchCard(view) {
      courier.trouble?.('newCard', view.batch.card?.conversationId ?? '');
      courier.newCards.push(view);
      return `card-${courier.newCards.length}`;
    },
    async reach(conversationId) {
      courier.trouble?.('reach', conversationId);
    },
    async postDigest(digest, _view, { conversationId, channel, threadActivityId }) {
      courier.trouble?.('digest', conversationId);
      courier.digests.push({ digest, conversationId, threadActivityId });
      return {
        activityId: `activity-${courier.digests.length}`,
        startedThread: channel !== undefined && threadActivityId === undefined,
        ...(threadActivityId === undefined ? {} : { postedIn: `${conversationId};messageid=${threadActivityId}` }),
      };
    },
    async updateDigestCard(digest, _view, where) {
      courier.trouble?.('digestEdit', where.conversationId);
      courier.digestEdits.push({ digest, where });
    },
    async postNamingCard(view, place) {
      courier.trouble?.('card', place.conversationId);
      const activityId = `naming-${courier.namingCards.length + 1}`;
      courier.namingCards.push({ view, place, activityId, isNew: true });
      return activityId;
    },
    async updateNamingCard(view, place, activityId) {
      courier.trouble?.('card', place.conversationId);
      courier.namingCards.push({ view, place, activityId, isNew: false });
    },
    async postNamingNews(_view, news, { conversationId }) {
      courier.trouble?.('digest', conversationId);
      courier.namingNews.push({ news, conversationId });
      return `news-${courier.namingNews.length}`;
    },
  };
  return courier;
}
