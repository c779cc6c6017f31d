import { Router } from 'express';
import { z } from 'zod/v4';
import type { AdminParts } from './parts.ts';

const fault = z
  .strictObject({
    route: z.string().min(1),
    method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).optional(),
    status: z.number().int().min(400).max(599).optional(),
    drop: z.boolean().optional(),
    delay: z.number().nonnegative().optional(),
    when: z.enum(['before', 'after']).optional(),
    lie: z
      .union([
        z.enum(['cutAtOnce', 'cutHalf', 'truncated', 'html', 'object', 'null', 'empty']),
        z.strictObject({ leaveOut: z.array(z.string()) }),
        z.strictObject({ nulls: z.array(z.string()) }),
        z.strictObject({ nextLink: z.string() }),
      ])
      .optional(),
    message: z.string().optional(),
    retryAfter: z.union([z.number(), z.string()]).optional(),
    rate: z.number().min(0).max(1).optional(),
    count: z.number().int().positive().optional(),
  })
  .refine(({ status, drop, delay, lie }) => (status ?? delay ?? lie) !== undefined || drop === true, {
    message: 'A fault needs a status, a drop, a delay or a lie.',
  });

/** Faults, the request log with its counters, and violations of Microsoft's description. */
export function troubleRoutes({ faults, log, contract }: AdminParts): Router {
  const router = Router();
  router.get('/faults', (_request, response) => {
    response.json({ faults: faults.list() });
  });
  router.post('/faults', (request, response) => {
    response.status(201).json(faults.add(fault.parse(request.body)));
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.delete('/faults/:id', (request, response) => {
    response.status(faults.remove(request.params.id) ? 204 : 404).end();
  });
  router.get('/log', (request, response) => {
    const limit = Number(request.query['limit'] ?? 100);
    response.json({ entries: log.entries().slice(-Math.max(1, limit)) });
  });
  router.get('/counters', (_request, response) => {
    response.json(log.counters());
  });
  router.delete('/log', (_request, response) => {
    log.reset();
    response.status(204).end();
  });
  router.get('/violations', (_request, response) => {
    response.json({ violations: contract.violations() });
  });
  return router;
}
