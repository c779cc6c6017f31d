import type { HttpAnswer } from '../adapter/activityAdapter.ts';

/** Teams gives up on an answer after fifteen seconds, and sends the activity again. Milliseconds. */
export const answerWithin = 10_000;

/** What went on after its request was answered. */
export interface Unfinished {
  /** Resolves when nothing is left. */
  over(): Promise<void>;
  /** The answer of the work, or 200 when it takes longer than `within` milliseconds: what it says comes as messages of its own. */
  inTime(work: Promise<HttpAnswer>, within: number): Promise<HttpAnswer>;
}

/** Keeps what is not finished when its request is answered. */
export function createUnfinished(): Unfinished {
  const going = new Set<Promise<unknown>>();
  return {
    async over() {
      while (going.size > 0) await Promise.allSettled(going);
    },
    async inTime(work, within) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<HttpAnswer>((resolve) => {
        timer = setTimeout(() => resolve({ status: 200, headers: {}, body: undefined }), within);
      });
      const done = work.finally(() => {
        clearTimeout(timer);
        going.delete(done);
      });
      going.add(done);
      return Promise.race([done, late]);
    },
  };
}
