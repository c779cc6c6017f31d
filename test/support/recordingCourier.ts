import type { Digest } from '../../src/registration/announcements/digest.ts';
import type { BatchView } from '../../src/registration/batches/view.ts';
import type { Courier } from '../../src/registration/ports/courier.ts';

/** A courier that remembers what it was given. */
export interface RecordingCourier extends Courier {
  cards: BatchView[];
  digests: { digest: Digest; conversationId: string; threadActivityId: string | undefined }[];
  /** Called before each delivery; may throw in its place. */
  trouble: ((what: 'card' | 'digest', conversationId: string) => void) | undefined;
}

/** A courier for tests. */
export function recordingCourier(): RecordingCourier {
  const courier: RecordingCourier = {
    cards: [],
    digests: [],
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
  };
  return courier;
}
