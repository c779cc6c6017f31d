import { type Logger, pino } from 'pino';

/** Paths that never reach the log, whatever is passed. */
const secrets = ['hardwareHash', 'hardwareIdentifier', 'authorization', 'token', 'clientState', 'clientSecret'];

/** The process's log: one JSON object a line on standard error, constant messages with fields. */
export function createLog(level: string): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`]);
  return pino({ level, redact: { paths, censor: '[removed]' }, base: null }, pino.destination(2));
}
