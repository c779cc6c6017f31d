import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { createBodyBudget } from '../../src/callers/bodyBudget.ts';
import { allBodies, fitsNotifications, notificationBytes } from '../../src/callers/limits.ts';
import { createHttpApp } from '../../src/http.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createIntake } from '../../src/registration/notifications/acceptNotifications.ts';
import { hashSecret } from '../../src/registration/notifications/secret.ts';
import { openBackgroundWriter } from '../../src/store/backgroundWriter.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { systemClock } from '../../src/systemClock.ts';
import { createWebhooks } from '../../src/webhooks/listener.ts';
import { clientState, groups, tenantId } from './bodies.ts';

/*
 * One listener in a process of its own, for bench/webhook.ts: `preflight`, `express` or `raw`, and a folder for the store. Tells its parent the port.
 */
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The product's route: fifteen subscriptions, each POST checked and stored in SQLite before its answer. */
async function preflight(folder: string): Promise<RequestListener> {
  const path = join(folder, 'bench.sqlite');
  const store = openSqliteStore(path);
  const { createAll } = openBackgroundWriter(path, store, console.error);
  for (const { groupId, subscriptionId } of groups)
    await store.create('watchedGroups', { id: groupId, groupId, subscriptionId, secretHash: hashSecret(clientState) });
  const metrics = createMetrics();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `${process.pid}-${ids}`;
  };
  const webhooks = createWebhooks({
    intake: createIntake({ store: { ...store, createAll }, clock: systemClock, newId }, tenantId),
    wake: () => undefined,
    wakeSubscriptions: () => undefined,
    readBody: createBodyBudget(allBodies).reader(notificationBytes),
    isWithinShape: fitsNotifications,
    rateLimit: { perSecond: 1_000_000, burst: 1_000_000 },
    metrics,
    log: quiet,
  });
  return createHttpApp({
    bot: async (_request, response) => void response.writeHead(418).end(),
    webhooks,
    metrics: metrics.text,
    ready: async () => undefined,
    log: quiet,
  });
}

function bareExpress(): RequestListener {
  const app = express();
  app.post(
    '/api/notifications',
    express.json({ limit: '4mb' }),
    (_request, response) => void response.status(202).end(),
  );
  return app;
}

function raw(): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString('utf8'));
      response.writeHead(202).end();
    });
  };
}

const [kind, folder = ''] = process.argv.slice(2);
const server = createServer(
  kind === 'preflight' ? await preflight(folder) : kind === 'express' ? bareExpress() : raw(),
);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
