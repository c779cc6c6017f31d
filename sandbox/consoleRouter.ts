import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';

const folder = fileURLToPath(new URL('console/', import.meta.url));

/** The console page and what it loads; nothing from anywhere else. */
export function consoleRouter(): Router {
  const router = Router();
  router.use(guard, express.static(folder, { index: 'index.html', cacheControl: false }));
  return router;
}

const guard: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};
