import type { Child } from './startChild.ts';
import { account, ending } from './untilAnswers.ts';

/** Tells the ends that somebody wanted from those that nobody did. */
export interface Watch {
  add(child: Child): void;
  /** From now on this child may end. */
  expect(child: Child): void;
  /** From now on all may end. */
  expectAll(): void;
  /** Rejects, with the end of its log, when a child ends that was not expected to; otherwise never settles. */
  failure: Promise<never>;
}

/** Watches children; none at first. */
export function watchChildren(): Watch {
  const expected = new Set<Child>();
  let all = false;
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever waits sees the rejection; with nobody waiting it must not end the process.
  failure.catch(() => {});
  return {
    failure,
    expect: (child) => void expected.add(child),
    expectAll() {
      all = true;
    },
    add(child) {
      void child.ended.then(async (end) => {
        if (all || expected.has(child)) return;
        fail(new Error(await account(child, `The ${child.name} ended by itself (${ending(end)}).`)));
      });
    },
  };
}
