import express, { type Request, type Response, Router } from 'express';
import type { WakeSubject } from '../registration/lifecycle/wakeUp.ts';
import type { Log } from '../registration/ports/log.ts';
import { readNotifications } from './notification.ts';

/** What the listener needs of the rest. */
export interface WebhookOptions {
  /** The secret every notification carries. */
  clientState: string;
  /** Stores wake-ups durably. */
  store(subjects: readonly WakeSubject[]): Promise<void>;
  /** Something was stored: look now rather than at the next tick. */
  wake(): void;
  log: Log;
}

/** Graph's tokens are a few hundred characters; anything much longer is somebody else's. */
const tokenLength = 4_096;

/**
 * Listens for Graph: `POST /notifications` and `POST /lifecycle`. Answers 202 once the wake-ups are stored and 500 only when they could not
 * be, so that Graph sends again what would otherwise be lost; calls nobody before it answers (docs/sources.md, change notifications).
 */
export function createWebhooks(options: WebhookOptions): Router {
  const router = Router();
  const body = express.json({ limit: '4mb', type: () => true });
  const listen = async (request: Request, response: Response) => {
    const { subjects, dropped } = readNotifications(request.body, options.clientState);
    if (dropped.clientState + dropped.malformed > 0) options.log.warn({ dropped }, 'notifications were dropped');
    if (subjects.length > 0) {
      await options.store(subjects);
      options.wake();
    }
    response.status(202).end();
  };
  for (const path of ['/notifications', '/lifecycle']) router.post(path, shakeHands, body, listen);
  return router;
}

/** The handshake: the token comes back as plain text, whatever is in it. */
function shakeHands(request: Request, response: Response, next: () => void): void {
  const token = request.query['validationToken'];
  if (token === undefined) {
    next();
    return;
  }
  if (typeof token !== 'string' || token.length > tokenLength) {
    response.status(400).json({
      error: { code: 'badValidationToken', message: 'validationToken must be one text of at most 4,096 characters.' },
    });
    return;
  }
  response
    .status(200)
    .set({ 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
    .send(token);
}
