import express, { Router } from 'express';
import { z } from 'zod/v4';
import type { AdminParts } from './parts.ts';

const answer = z.strictObject({ id: z.string(), accept: z.boolean() });

/** Files from the bot: those it offers in the chat, and those that were accepted. */
export function fileRoutes({ files, consents }: AdminParts): Router {
  const router = Router();

  router.get('/handed-over', (_request, response) => {
    response.json({
      offered: consents?.offered() ?? [],
      received: files.received().map(({ id, name, size }) => ({ id, name, size })),
    });
  });
  router.post('/handed-over', express.json(), async (request, response) => {
    const { id, accept } = answer.parse(request.body);
    if (consents === undefined) throw new RangeError('The chat is not running. Start everything with npm start.');
    await consents.answer(id, accept);
    response.status(204).end();
  });
  // What Teams tells the bot of when somebody accepts a file; for those who play that by hand.
  router.post('/uploads', express.json(), (request, response) => {
    response.status(201).json(files.openUpload(z.object({ name: z.string().min(1) }).parse(request.body).name));
  });
  return router;
}
