import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { ZodError, z } from 'zod/v4';
import { chatRoutes } from './chatRoutes.ts';
import { clickRoutes } from './clickRoutes.ts';
import { clockRoutes } from './clockRoutes.ts';
import { fileRoutes } from './fileRoutes.ts';
import { mishapRoutes } from './mishapRoutes.ts';
import { notificationRoutes } from './notificationRoutes.ts';
import type { AdminParts } from './parts.ts';
import { peopleRoutes } from './peopleRoutes.ts';
import { troubleRoutes } from './troubleRoutes.ts';

/** The JSON API behind the console, under `/_sandbox`. */
export function adminRouter(parts: AdminParts): Router {
  const router = Router();
  router.use(ownPagesOnly);
  router.use(chatRoutes(parts));
  router.use(fileRoutes(parts));
  router.use(clickRoutes(parts));
  router.use(express.json());
  router.use(clockRoutes(parts));
  router.use(peopleRoutes(parts));
  router.use(mishapRoutes(parts));
  router.use(troubleRoutes(parts));
  router.use(notificationRoutes(parts));
  router.use((request, response) => {
    response.status(404).json({ error: `The sandbox has no ${request.method} ${request.originalUrl}.` });
  });
  router.use(refuse);
  return router;
}

/** Another web page open in the same browser must not drive the sandbox. */
const ownPagesOnly: RequestHandler = (request, response, next) => {
  const origin = request.get('origin');
  if (origin === undefined || origin === `http://${request.get('host') ?? ''}`) next();
  else response.status(403).json({ error: `Pages of ${origin} may not use the sandbox's admin API.` });
};

/** What is wrong with the request, in one sentence. */
const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof ZodError) response.status(400).json({ error: z.prettifyError(error) });
  else if (error instanceof RangeError) response.status(409).json({ error: error.message });
  else if (error instanceof SyntaxError) response.status(400).json({ error: 'The body is no valid JSON.' });
  else next(error);
};
