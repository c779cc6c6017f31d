import { StoreError, type StoreTrouble } from '../registration/ports/storeError.ts';
import { explainError } from './explain.ts';
import type { Witness } from './writeQueue.ts';

/** Remembers what keeps the store from working. */
export interface TroubleBook extends Witness {
  current(): StoreTrouble | undefined;
}

/** A lock held for less is nobody's concern: one second, in milliseconds. */
const worthMentioning = 1_000;

/** What `createTroubleBook` tells. */
export interface TroubleListener {
  began(trouble: StoreTrouble): void;
  ended(): void;
}

/** A book without entries. Damage stays in it for the life of the process: other pages may still be whole. `now`: milliseconds since 1970 UTC. */
export function createTroubleBook(now: () => number, listener: TroubleListener): TroubleBook {
  let trouble: StoreTrouble | undefined;
  let heldSince: { moment: number; at: number } | undefined;
  const note = (error: StoreError, since: number) => {
    if (trouble?.code === error.code || trouble?.code === 'damaged' || error.code === 'closed') return;
    const isNew = trouble === undefined;
    trouble = { code: error.code, since, sentence: error.message };
    if (isNew) listener.began(trouble);
  };
  return {
    held() {
      heldSince ??= { moment: performance.now(), at: now() };
      if (performance.now() - heldSince.moment >= worthMentioning) note(new StoreError('locked'), heldSince.at);
    },
    worked() {
      heldSince = undefined;
      if (trouble === undefined || trouble.code === 'damaged') return;
      trouble = undefined;
      listener.ended();
    },
    failed(error) {
      const explained = explainError(error);
      // A database that was ours when it was opened is no other program's now.
      const told =
        explained instanceof StoreError && explained.code === 'foreign' ? new StoreError('damaged', error) : explained;
      if (told instanceof StoreError) note(told, heldSince?.at ?? now());
      return told;
    },
    current: () => trouble,
  };
}
