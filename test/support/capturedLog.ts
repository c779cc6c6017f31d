import type { Log } from '../../src/registration/ports/log.ts';

/** A log that keeps its lines for assertions. */
export interface CapturedLog extends Log {
  lines: { level: keyof Log; message: string; fields: Record<string, unknown> }[];
}

/** A log for tests. */
export function capturedLog(): CapturedLog {
  const lines: CapturedLog['lines'] = [];
  const at = (level: keyof Log) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, message, fields });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
