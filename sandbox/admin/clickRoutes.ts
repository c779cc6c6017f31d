import express, { Router } from 'express';
import { z } from 'zod/v4';
import type { AdminParts } from './parts.ts';

const click = z.strictObject({
  id: z.string(),
  verb: z.string(),
  person: z.string().optional(),
  inputs: z.record(z.string(), z.string()).optional(),
});

/** Other people's clicks: cards that ask somebody who does not sit at the keyboard of the chat, and pressing their buttons as such a person. */
export function clickRoutes({ clicks }: AdminParts): Router {
  const router = Router();

  router.get('/clicks', (_request, response) => {
    response.json({ cards: clicks?.cards() ?? [] });
  });
  router.post('/clicks', express.json(), async (request, response) => {
    const asked = click.parse(request.body);
    if (clicks === undefined) throw new RangeError('The chat is not running. Start everything with npm start.');
    try {
      response.json(await clicks.press(asked));
    } catch (error) {
      if (error instanceof RangeError) throw error;
      const reason = error instanceof Error ? error.message : 'unknown reason';
      response.status(502).json({ error: `The chat did not take the click: ${reason}` });
    }
  });
  return router;
}
