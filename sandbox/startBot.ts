import { join } from 'node:path';
import { childEnvironment } from './children/childEnvironment.ts';
import { type Child, pathOf, startChild } from './children/startChild.ts';
import { untilAnswers } from './children/untilAnswers.ts';

/** How to start the product against a sandbox tenant. */
export interface BotOptions {
  port: number;
  /** Where the sandbox tenant answers, `http://127.0.0.1:56140`. */
  sandboxOrigin: string;
  tenantId: string;
  /** What the sandbox's managed identity endpoint asks for in `X-IDENTITY-HEADER`. */
  identitySecret: string;
  /** Folder of the bot's store; kept when the bot is started again. */
  dataFolder: string;
  logFolder: string;
  /** Another program in the place of `sandbox/preflight.ts`, for tests. */
  script?: string | undefined;
  onLine?: ((line: string) => void) | undefined;
}

/** The product's own start, store and Graph included, on a busy machine. */
const startWithin = 60_000;

/** Starts the product as a process of its own, on sandbox time, and resolves when it says that it is ready. Rejects, with the end of its log, when it does not. */
export async function startBot(options: BotOptions): Promise<Child> {
  const child = await startChild({
    name: 'bot',
    args: [options.script ?? pathOf('./preflight.ts', import.meta.url)],
    env: childEnvironment(botEnvironment(options)),
    cwd: pathOf('..', import.meta.url),
    logFile: join(options.logFolder, 'bot.log'),
    onLine: options.onLine,
  });
  try {
    await untilAnswers(`http://127.0.0.1:${options.port}/readyz`, child, startWithin);
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  return child;
}

/** The bot has no secret: it signs in with the managed identity that the sandbox plays. Anonymous callers are let in, which the product allows on loopback only. */
function botEnvironment(options: BotOptions): Record<string, string> {
  return {
    PORT: String(options.port),
    PREFLIGHT_HOST: '127.0.0.1',
    PREFLIGHT_DATA: options.dataFolder,
    PREFLIGHT_TENANT_ID: options.tenantId,
    PREFLIGHT_PUBLIC_URL: `http://127.0.0.1:${options.port}`,
    PREFLIGHT_SANDBOX: options.sandboxOrigin,
    GRAPH_ORIGIN: options.sandboxOrigin,
    IDENTITY_ENDPOINT: `${options.sandboxOrigin}/msi/token`,
    IDENTITY_HEADER: options.identitySecret,
    PREFLIGHT_BOT_AUTHENTICATION: 'dangerously-anonymous',
  };
}
