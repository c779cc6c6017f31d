import { run } from '../src/main.ts';
import { followClock } from './remoteClock.ts';

/*
 * The bot process of the sandbox: the product as it is, on the sandbox's time instead of the machine's, so that a journey of an hour can be
 * watched in a minute.
 */
await run(() => followClock(process.env['PREFLIGHT_SANDBOX'] ?? ''), 'sandbox');
