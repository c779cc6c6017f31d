import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs something whose reading ends when `signal` aborts, however deep inside: whoever reads from outside asks for `currentSignal`. Passed
 * this way because a look goes through some thirty methods of ports, of which none but the last has anything to do with it.
 */
export function withSignal<T>(signal: AbortSignal, run: () => T): T {
  return signals.run(signal, run);
}

/** The signal of what is running now; `undefined` where nobody set one. */
export function currentSignal(): AbortSignal | undefined {
  return signals.getStore();
}
