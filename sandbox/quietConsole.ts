import { appendFileSync } from 'node:fs';
import { format } from 'node:util';

/**
 * From now on warnings and errors of this process's own libraries go to a file instead of the terminal: the sandbox tenant runs in the process that
 * talks to the person. `onLine` gets them too.
 */
export function quietConsole(logFile: () => string, onLine: ((line: string) => void) | undefined): void {
  for (const level of ['warn', 'error'] as const) {
    console[level] = (...words: unknown[]) => {
      const line = format(...words);
      onLine?.(line);
      try {
        appendFileSync(logFile(), `${line}\n`, { mode: 0o600 });
      } catch {
        // Before the folder of logs exists, and after it was removed, there is nowhere to write; a remark must not stop the sandbox.
      }
    };
  }
}
