import { type Profiler, Session } from 'node:inspector';

/**
 * How much work something is, in steps and not in time: how often each block of our source was run, as V8 counts it, and the characters that
 * searches in texts went over. Regular expressions are not counted; `regularExpressions.test.ts` proves that they take linear time.
 */
export async function countSteps(run: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  const searched = countSearches();
  try {
    session.post('Profiler.enable');
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    await run();
    let steps = searched.characters();
    session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      steps += result.filter(({ url }) => url.includes('/src/')).reduce((sum, script) => sum + blocks(script), 0);
    });
    return steps;
  } finally {
    searched.stop();
    session.disconnect();
  }
}

function blocks({ functions }: Profiler.ScriptCoverage): number {
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}

type TextFunction = (this: string, ...given: unknown[]) => unknown;

const searches = ['indexOf', 'lastIndexOf', 'includes'] as const;
const copies = ['slice', 'toLowerCase', 'trim'] as const;

/** Counts what the searches and copies of the language itself go over, until it is stopped. */
function countSearches() {
  const native = new Map([...searches, ...copies].map((name) => [name, String.prototype[name] as TextFunction]));
  let sum = 0;
  for (const [name, original] of native) {
    define(name, function (this: string, ...given: unknown[]) {
      const text = String(this);
      const found = original.apply(text, given);
      sum += typeof found === 'string' ? found.length : distance(name, text.length, given[1], found);
      return found;
    });
  }
  return {
    characters: () => sum,
    stop: () => {
      for (const [name, original] of native) define(name, original);
    },
  };
}

function distance(name: string, length: number, from: unknown, found: unknown): number {
  if (typeof found !== 'number') return length;
  if (name === 'lastIndexOf') return (typeof from === 'number' ? from : length) - Math.max(found, 0);
  return (found === -1 ? length : found) - (typeof from === 'number' ? from : 0);
}

function define(name: string, value: unknown): void {
  Object.defineProperty(String.prototype, name, { value, configurable: true, writable: true, enumerable: false });
}
