import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A part of the sandbox that runs as a Node process of its own. */
export interface Child {
  /** What people call it: `bot`, `Playground`. */
  name: string;
  pid: number;
  /** Resolves when the process has ended, however that came about. */
  ended: Promise<ChildEnd>;
  running(): boolean;
  /** Sends a signal at once; does not wait. */
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL for one that does not follow within the grace, in milliseconds. Resolves when it has ended. */
  stop(grace?: number): Promise<void>;
  /** The end of its log, oldest line first. */
  lastLines(count: number): Promise<string[]>;
}

/** How a process ended: one of the two is set. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** What to run, and where its output goes. */
export interface ChildOptions {
  name: string;
  /** The script and its arguments. */
  args: string[];
  /** Modules loaded before the script. */
  preload?: URL[];
  /** The whole environment of the child; nothing is inherited. */
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Appended to; its folder is created. */
  logFile: string;
  /** Log files that the program writes by itself; `lastLines` reads them too. */
  ownLogFiles?: string[];
  /** Gets every line of output, besides the log file. */
  onLine?: ((line: string) => void) | undefined;
}

/**
 * Starts a Node script in a process of its own that ends with ours. Its output goes to a log file.
 * The child leads its own process group: Ctrl-C reaches us alone, and we stop the children in order.
 * Rejects when the process cannot be started at all.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  await mkdir(dirname(options.logFile), { recursive: true, mode: 0o700 });
  const preload = [new URL('./exitWithParent.ts', import.meta.url), ...(options.preload ?? [])];
  const child = spawn(process.execPath, [...preload.flatMap((url) => ['--import', url.href]), ...options.args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) =>
      reject(new Error(`The ${options.name} process could not be started: ${error.message}`)),
    );
  });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  for (const output of [child.stdout, child.stderr]) {
    output?.pipe(log, { end: false });
    if (output !== null && options.onLine !== undefined) createInterface({ input: output }).on('line', options.onLine);
  }
  const ended = new Promise<ChildEnd>((resolve) => {
    // `close` comes after the last output, so the log is whole when somebody reads it.
    child.once('close', (code, signal) => log.end(() => resolve({ code, signal })));
  });
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    name: options.name,
    pid: child.pid ?? 0,
    ended,
    running,
    kill: (signal) => void child.kill(signal),
    stop: (grace = 5_000) => stopChild(child, ended, grace),
    lastLines: (count) => lastLines([options.logFile, ...(options.ownLogFiles ?? [])], count),
  };
}

async function stopChild(
  child: { kill(signal: NodeJS.Signals): boolean },
  ended: Promise<ChildEnd>,
  grace: number,
): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), grace);
  await ended;
  clearTimeout(timer);
}

async function lastLines(files: string[], count: number): Promise<string[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.trim() !== '')
    .slice(-count);
}

/** A path for a `file:` URL next to the calling module: `pathOf('../x.ts', import.meta.url)`. */
export function pathOf(relative: string, base: string): string {
  return fileURLToPath(new URL(relative, base));
}
