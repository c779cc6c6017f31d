import type { SqliteStore } from './sqlite.ts';

/** An answer holds for this long, and whoever asks meanwhile shares it: a flood of questions writes no more than one. Milliseconds. */
const fresh = 1_000;

/** Whether records can be stored, found out by storing one. Rejects with a `StoreError` while they cannot. `now`: milliseconds. */
export function createReadiness(store: Pick<SqliteStore, 'probe'>, now = () => performance.now()): () => Promise<void> {
  let asked: { at: number; answer: Promise<void> } | undefined;
  return () => {
    if (asked === undefined || now() - asked.at >= fresh) {
      const question = { at: now(), answer: store.probe() };
      asked = question;
      const renew = () => {
        question.at = now();
      };
      // Slow answers are fresh when they come.
      question.answer.then(renew, renew);
    }
    return asked.answer;
  };
}
