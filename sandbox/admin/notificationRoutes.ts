import { Router } from 'express';
import { z } from 'zod/v4';
import { lifecycleEvents } from '../notifications/renderNotification.ts';
import type { AdminParts } from './parts.ts';

const settings = z.strictObject({
  mode: z.enum(['on', 'lost', 'duplicated', 'shuffled']).optional(),
  /** Null for the tenant's own latency. */
  delay: z.number().nonnegative().nullish(),
  loseNext: z.number().int().nonnegative().optional(),
});
const lifecycle = z.strictObject({ event: z.enum(lifecycleEvents), subscriptionId: z.string().optional() });
const refusal = z.strictObject({ answer: z.enum(['resync', 'expired']) });

/** Change notifications: what there is, trouble on their way, lifecycle events, delta tokens that are good no more. */
export function notificationRoutes({ notifications, tenant }: AdminParts): Router {
  const router = Router();
  router.get('/notifications', (_request, response) => {
    response.json({
      settings: notifications.settings(),
      subscriptions: notifications.subscriptions().map(({ clientState: _, ...subscription }) => subscription),
      listeners: notifications.listeners(),
      deliveries: notifications.deliveries(),
    });
  });
  router.post('/notifications', (request, response) => {
    const { mode, delay, loseNext } = settings.parse(request.body);
    notifications.set({
      ...(mode === undefined ? {} : { mode }),
      ...(delay === undefined ? {} : { delay: delay ?? undefined }),
      ...(loseNext === undefined ? {} : { loseNext }),
    });
    response.json(notifications.settings());
  });
  router.post('/notifications/lifecycle', (request, response) => {
    const { event, subscriptionId } = lifecycle.parse(request.body);
    notifications.sendLifecycle(event, subscriptionId);
    response.status(204).end();
  });
  router.post('/notifications/delta', (request, response) => {
    tenant.refuseDeltaTokens(refusal.parse(request.body).answer);
    response.status(204).end();
  });
  return router;
}
