import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { childEnvironment } from '../children/childEnvironment.ts';
import { type Child, startChild } from '../children/startChild.ts';
import { account, ending, untilAnswers } from '../children/untilAnswers.ts';
import { writePlaygroundConfig } from './config.ts';
import type { PlaygroundWorld } from './world.ts';

/** A running Microsoft 365 Agents Playground. */
export interface Playground {
  /** Where a browser finds the chat, without a trailing slash. */
  origin: string;
  child: Child;
  stop(): Promise<void>;
}

/** How to start Playground. */
export interface PlaygroundOptions {
  /** 0 for any free one. */
  port: number;
  /** The bot's messaging endpoint. Playground starts without it and says so in the chat. */
  botEndpoint: string;
  world: PlaygroundWorld;
  /** Where its configuration goes; also its working folder. */
  folder: string;
  logFolder: string;
  onLine?: ((line: string) => void) | undefined;
}

/** Playground takes about three seconds on a quiet machine. */
const startWithin = 60_000;

/**
 * Starts the installed Playground as a child process on loopback, as a Teams client (`msteams` channel), without authentication, without telemetry and without
 * opening a browser, and resolves when it answers. Rejects when the port is taken (Playground itself would quietly take another) or it ends.
 */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const config = await writePlaygroundConfig(options.folder, options.world);
  const ownLog = join(options.logFolder, 'playground.log');
  let heard: (port: number) => void = () => {};
  const listening = new Promise<number>((resolve) => {
    heard = resolve;
  });
  const child = await startChild({
    name: 'Playground',
    args: [playgroundScript(), 'start', ...playgroundArguments(options)],
    preload: [new URL('./loopbackOnly.ts', import.meta.url)],
    env: childEnvironment({
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: config,
      M365_AGENTS_PLAYGROUND_LOGFILE: ownLog,
    }),
    cwd: options.folder,
    logFile: join(options.logFolder, 'playground.output.log'),
    ownLogFiles: [ownLog],
    onLine: (line) => {
      const port = /^Listening on (\d+)$/.exec(line)?.[1];
      if (port !== undefined) heard(Number(port));
      options.onLine?.(line);
    },
  });
  const port = await Promise.race([listening, child.ended]);
  if (typeof port !== 'number') {
    throw new Error(await account(child, `Playground ended while starting (${ending(port)}).`));
  }
  if (options.port !== 0 && port !== options.port) {
    await child.stop();
    throw new Error(
      `Port ${options.port}, meant for the chat (Agents Playground), is in use. Free it or choose another port.`,
    );
  }
  const origin = `http://localhost:${port}`;
  await untilAnswers(`http://127.0.0.1:${port}/_debug/ping`, child, startWithin);
  return { origin, child, stop: () => child.stop() };
}

function playgroundArguments(options: PlaygroundOptions): string[] {
  return [
    '--app-endpoint',
    options.botEndpoint,
    '--channel-id',
    'msteams',
    '--port',
    String(options.port),
    '--disable-telemetry',
  ];
}

function playgroundScript(): string {
  const manifest = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/package.json');
  return join(dirname(manifest), 'cli.js');
}
