/** Who waits for which time. */
export interface SleeperQueue {
  /** Resolves when `wake` reaches the deadline, or when the signal aborts. */
  add(deadline: number, signal: AbortSignal | undefined): Promise<void>;
  /** Wakes everybody whose deadline has come, in the order of the deadlines. */
  wake(time: number): void;
  /** The next deadline. */
  next(): number | undefined;
}

/** An empty queue. */
export function sleeperQueue(): SleeperQueue {
  const sleepers: { deadline: number; wake: () => void }[] = [];
  return {
    add(deadline, signal) {
      return new Promise((resolve) => {
        const sleeper = { deadline, wake: leave };
        function leave(): void {
          const place = sleepers.indexOf(sleeper);
          if (place !== -1) sleepers.splice(place, 1);
          signal?.removeEventListener('abort', leave);
          resolve();
        }
        signal?.addEventListener('abort', leave, { once: true });
        const later = sleepers.findIndex((other) => other.deadline > deadline);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
      });
    },
    wake(time) {
      for (let first = sleepers[0]; first !== undefined && first.deadline <= time; first = sleepers[0]) first.wake();
    },
    next: () => sleepers[0]?.deadline,
  };
}
