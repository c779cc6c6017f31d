import type { SandboxOptions } from '../../sandbox/server.ts';
import { createBodyBudget } from '../../src/callers/bodyBudget.ts';
import { fitsNotifications } from '../../src/callers/limits.ts';
import { createHttpApp } from '../../src/http.ts';
import { createIntake } from '../../src/registration/notifications/acceptNotifications.ts';
import { listenerUrls } from '../../src/registration/notifications/planSubscriptions.ts';
import type { Policy } from '../../src/registration/policy/policy.ts';
import { createWebhooks } from '../../src/webhooks/listener.ts';
import { createEngine, type Engine } from './engine.ts';
import { listen } from './listen.ts';

/** The engine with its listener, which the sandbox tenant reaches over HTTP. */
export interface ListeningEngine extends Engine {
  /** Jobs that notifications asked for, in order. */
  asked: string[];
  /** Moves the clock, lets what is due be delivered, and looks at it. */
  pass(milliseconds: number): Promise<void>;
}

/** An engine that is subscribed to nothing yet: run its job `subscriptions`. */
export async function createListeningEngine(
  options: SandboxOptions & { policy?: Partial<Policy> } = {},
): Promise<ListeningEngine> {
  const asked: string[] = [];
  let handler: Parameters<typeof listen>[0] = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => handler(request, response));
  const engine = await createEngine({ throttling: false, ...options, listener: listenerUrls(server.origin) });
  const { ports, sandbox } = engine;
  const webhooks = createWebhooks({
    intake: createIntake(ports, sandbox.credentials.tenantId),
    wake: () => asked.push('pass'),
    wakeSubscriptions: () => asked.push('subscriptions'),
    log: ports.log,
    metrics: ports.metrics,
    readBody: createBodyBudget(10_000_000).reader(1_000_000),
    isWithinShape: fitsNotifications,
  });
  handler = createHttpApp({
    bot: async (_request, response) => void response.writeHead(418).end(),
    webhooks,
    metrics: ports.metrics.text,
    ready: async () => undefined,
    log: ports.log,
  });
  return {
    ...engine,
    asked,
    async pass(milliseconds) {
      sandbox.clock.advance(milliseconds);
      await sandbox.notifications.settled();
      for (const job of asked.splice(0)) if (job === 'subscriptions') await engine.run(job);
      await engine.turn();
    },
    async close() {
      await engine.close();
      await server.close();
    },
  };
}
