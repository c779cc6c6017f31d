#!/usr/bin/env node
import { createReadStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import type { Command, Terminal } from './cli/command.ts';

/** The commands, loaded when they are called: `check` must start fast and read no configuration. */
const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  check: {
    summary: 'say what is in CSV files of hardware hashes, without any account',
    load: async () => (await import('./cli/check.ts')).check,
  },
};

const oldestNode = 24;

/** Runs one command line and resolves with its exit status; 2 for a command line that cannot be understood. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await terminal.out(usage());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    await terminal.error(`preflight: there is no command “${name}”.\n\n${usage()}`);
    return 2;
  }
  return (await command.load())(rest, terminal);
}

function usage(): string {
  const list = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return ['Usage: preflight <command> [options]', '', ...list, '', 'preflight <command> --help says more.', ''].join(
    '\n',
  );
}

/** The terminal this process runs in. */
function processTerminal(): Terminal {
  const write = (stream: NodeJS.WriteStream) => (text: string) =>
    new Promise<void>((resolve) => {
      stream.write(text, () => resolve());
    });
  return {
    out: write(process.stdout),
    error: write(process.stderr),
    open: (file) => (file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 256 * 1024 })),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    now: Date.now,
  };
}

async function main(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    process.stderr.write(`Preflight needs Node.js ${oldestNode} or later; this is ${process.versions.node}.\n`);
    process.exitCode = 2;
    return;
  }
  // A reader that goes away (`| head`) ends the output, not the program with a stack trace.
  process.stdout.on('error', () => process.exit(process.exitCode ?? 0));
  process.exitCode = await runCommand(process.argv.slice(2), processTerminal());
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
