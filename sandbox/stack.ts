import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chatWorld } from './chatWorld.ts';
import type { Child } from './children/startChild.ts';
import { watchChildren } from './children/watchChildren.ts';
import { assertFree, freePorts, type Ports } from './choosePorts.ts';
import { chatClicks } from './clicks.ts';
import { chatConsents } from './consents.ts';
import { deliverToChat } from './deliver.ts';
import { type Conversation, connectConversation } from './playground/conversation.ts';
import { type Playground, startPlayground } from './playground/startPlayground.ts';
import type { PlaygroundWorld } from './playground/world.ts';
import { restartable } from './restartable.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './server.ts';
import { startBot } from './startBot.ts';

/** How to start everything. */
export interface StackOptions {
  /** `free` for any three free ports. */
  ports: Ports | 'free';
  /** Created if needed. The bot's store and Playground's configuration go to its `sandbox` folder, the logs to its `logs` folder; both are emptied first. */
  dataFolder: string;
  /** Given name of the person at the keyboard; the first of the preset tenant's when left out. Rejects for a name of nobody. */
  chatUser?: string | undefined;
  /** Clock and latencies of the sandbox tenant, and how its users behave. */
  sandbox?: Omit<SandboxOptions, 'port' | 'chatUser' | 'deliver' | 'consents' | 'clicks' | 'identitySecret'>;
  /** Another program in the place of the product, for tests. */
  botScript?: string;
  /** Gets each line of the children's output. */
  onLine?: ((part: string, line: string) => void) | undefined;
}

/** Sandbox tenant (in this process), bot and Agents Playground (children), all answering. */
export interface Stack {
  /** Where a browser finds the chat. */
  chatUrl: string;
  /** Where a browser finds the sandbox console; also the origin of the emulated Graph. */
  consoleUrl: string;
  /** The bot's origin. */
  botUrl: string;
  world: PlaygroundWorld;
  sandbox: Sandbox;
  /** Rejects, with the end of the log, when a child ends that nobody stopped; otherwise never settles. */
  failure: Promise<never>;
  /** Ends the bot at once with this signal, SIGKILL when left out, and resolves when it is gone. Its store stays. */
  killBot(signal?: NodeJS.Signals): Promise<void>;
  /** Starts the bot again on its port and store, stopping it first where it runs; resolves when it is ready. */
  restartBot(): Promise<void>;
  /** Stops all in reverse order. Safe to call twice. */
  stop(): Promise<void>;
}

/** Known to the sandbox and to the bot it starts, and worth nothing elsewhere. */
const identitySecret = 'sandbox-managed-identity';

/**
 * Starts everything on loopback. Rejects, with nothing left running, when a port is taken or a part does not come up.
 *
 * The sandbox tenant lives in memory. A store left over from an earlier start would follow devices that its Autopilot has never seen, so each start begins with a
 * fresh store; within one start the store survives `killBot` and `restartBot`.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const world = chatWorld(options.chatUser);
  const ports = options.ports === 'free' ? await freePorts() : options.ports;
  await assertFree(ports);
  const plan = { options, ports, folders: await freshFolders(options.dataFolder), world };
  const chatUrl = `http://localhost:${ports.chat}`;
  const watch = watchChildren();
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    watch.expectAll();
    for (const each of stops.splice(0).reverse()) await each();
  };

  const deliver = deliverToChat(chatUrl, world);
  let chat: Conversation | undefined;
  const consents = chatConsents(
    () => chat,
    () => sandbox.files,
  );
  const sandbox = await createSandbox({
    ...options.sandbox,
    identitySecret,
    port: ports.sandbox,
    chatUser: world.currentUser.objectId,
    deliver,
    consents,
    clicks: chatClicks(() => chat),
  });
  stops.push(() => sandbox.close());
  const bot = restartable(() => launchBot(plan, sandbox.origin), watch);
  stops.push(bot.stop);
  const openChat = async (): Promise<void> => {
    const playground = await launchPlayground(plan);
    stops.push(playground.stop);
    watch.add(playground.child);
    const opened = await connectConversation(chatUrl, world);
    stops.push(async () => opened.close());
    chat = opened;
  };
  const started = await Promise.allSettled([bot.start(), openChat()]);
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    chatUrl,
    consoleUrl: sandbox.origin,
    botUrl: botOrigin(ports),
    world,
    sandbox,
    failure: watch.failure,
    killBot: (signal = 'SIGKILL') => bot.kill(signal),
    restartBot: bot.start,
    stop,
  };
}

/** What a start has settled before anything runs. */
interface Plan {
  options: StackOptions;
  ports: Ports;
  folders: Awaited<ReturnType<typeof freshFolders>>;
  world: PlaygroundWorld;
}

function launchBot({ options, ports, folders, world }: Plan, sandboxOrigin: string): Promise<Child> {
  return startBot({
    port: ports.bot,
    sandboxOrigin,
    tenantId: world.tenantId,
    identitySecret,
    dataFolder: folders.bot,
    logFolder: folders.logs,
    script: options.botScript,
    onLine: lineTo(options, 'bot'),
  });
}

function launchPlayground({ options, ports, folders, world }: Plan): Promise<Playground> {
  return startPlayground({
    port: ports.chat,
    botEndpoint: `${botOrigin(ports)}/api/messages`,
    world,
    folder: folders.playground,
    logFolder: folders.logs,
    onLine: lineTo(options, 'playground'),
  });
}

function botOrigin(ports: Ports): string {
  return `http://127.0.0.1:${ports.bot}`;
}

async function freshFolders(dataFolder: string) {
  const root = resolve(dataFolder);
  const folders = {
    bot: join(root, 'sandbox', 'bot'),
    playground: join(root, 'sandbox', 'playground'),
    logs: join(root, 'logs'),
  };
  await rm(join(root, 'sandbox'), { recursive: true, force: true });
  await rm(folders.logs, { recursive: true, force: true });
  // Logs and stores hold names and hashes: for this account only.
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
  return folders;
}

function lineTo(options: StackOptions, part: string): ((line: string) => void) | undefined {
  const { onLine } = options;
  return onLine && ((line) => onLine(part, line));
}
