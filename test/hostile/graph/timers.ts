/** Waits of the Azure SDK between its tries are this many times as short. */
const pace = 100;
/** Shorter timers are left alone, in milliseconds. */
const shortest = 400;
/** So are the test's own deadlines, and longer waits, which would end as they would in production: never. */
const longest = 50_000;

/**
 * The Azure SDK waits between its tries on the machine's clock. Nobody can give it another, so this thread's `setTimeout` hurries.
 * `AbortSignal.timeout`, and what Node.js itself times, do not use it.
 */
export function hurryTimers(): void {
  const original = globalThis.setTimeout;
  const hurried = (act: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
    original(act, milliseconds >= shortest && milliseconds < longest ? milliseconds / pace : milliseconds, ...given);
  globalThis.setTimeout = Object.assign(hurried, original) as typeof setTimeout;
}
