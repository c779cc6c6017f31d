import { type Response, Router } from 'express';
import { z } from 'zod/v4';
import type { AdminParts } from './parts.ts';

/** How long a follower's question may stay open, real milliseconds. */
const longestPoll = 25_000;

const change = z.union([
  z.strictObject({ speed: z.number().positive().max(1_000_000) }),
  z.strictObject({ hold: z.literal(true) }),
  z.strictObject({ advance: z.number().nonnegative() }),
]);

/** Reading, following and setting the clock: `GET /clock?after=<revision>`, `POST /clock` with `speed`, `hold` or `advance`; an advance is answered when the notifications it led to are. */
export function clockRoutes({ clock, notifications }: AdminParts): Router {
  const router = Router();
  const show = (response: Response): void => {
    response.json({ revision: clock.revision(), ...clock.state() });
  };

  router.get('/clock', async (request, response) => {
    const after = Number(request.query['after'] ?? Number.NaN);
    // A follower that knows a later revision than this sandbox has followed another one before.
    if (Number.isInteger(after) && after === clock.revision()) {
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      await clock.changed(after, AbortSignal.any([gone.signal, AbortSignal.timeout(longestPoll)]));
    }
    if (!response.destroyed) show(response);
  });
  router.post('/clock', async (request, response) => {
    const wanted = change.parse(request.body);
    if ('speed' in wanted) clock.setSpeed(wanted.speed);
    else if ('hold' in wanted) clock.hold();
    else {
      clock.advance(wanted.advance);
      // Time that goes on meanwhile would count as the listener's.
      await notifications.settled();
    }
    show(response);
  });
  return router;
}
