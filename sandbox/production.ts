import { run } from '../src/main.ts';
import { systemClock } from '../src/systemClock.ts';

/*
 * The product with everything that production has, callers' tokens included, on the machine's own time and against a sandbox tenant in the place
 * of Microsoft Graph: for those who attack it from outside. `npm run start:production` refuses such a tenant.
 */
await run(async () => systemClock, 'sandbox');
