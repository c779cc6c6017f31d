import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chatPerson, describePerson } from './chatWorld.ts';
import { portsFrom } from './choosePorts.ts';
import { createSender } from './playground/sender.ts';
import { conversationIds } from './playground/world.ts';
import { quietConsole } from './quietConsole.ts';
import { type Stack, startStack } from './stack.ts';

/*
 * `npm start`: everything on this machine, on sandbox time. Prints three lines on a good day: where the chat is, where the sandbox console is, what to try
 * first. Everything else goes to files in `data/logs`, with `-- --verbose` also to the terminal. Ends on Ctrl-C or SIGTERM; ends with status 1, and says
 * why, when it cannot start or one of its parts ends by itself.
 */

/** Ten times as fast as real time: with a Microsoft in a hurry, devices are ready for their users after some 40 seconds and active 40 seconds later. */
const speed = 10;

/** How long after its profile was assigned a device is unboxed and signed in to, unless somebody does it on the console page before. Virtual milliseconds. */
const signInAfter = 5 * 60_000;

const { values } = parseArgs({ options: { verbose: { type: 'boolean', default: false } } });
const dataFolder = process.env['PREFLIGHT_DATA'] ?? 'data';
const onLine = values.verbose
  ? (part: string, line: string) => void process.stdout.write(`[${part}] ${line}\n`)
  : undefined;

function threeLines({ chatUrl, consoleUrl, world }: Stack): string {
  return [
    `Chat:     ${chatUrl} (Agents Playground; you are ${describePerson(world.currentUser)})`,
    `Sandbox:  ${consoleUrl} (send a CSV to the chat, watch the devices, sign users in, move the clock, cause faults)`,
    'Try:      open both, write help in the chat, send a sample from the sandbox page, choose a profile, press Register.',
  ].join('\n');
}

async function start(): Promise<void> {
  let stack: Stack | undefined;
  const end = async (status: number): Promise<void> => {
    await stack?.stop();
    // Children that are still starting end with us.
    process.exit(status);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(0));
  quietConsole(() => join(dataFolder, 'logs', 'sandbox.log'), onLine && ((line) => onLine('sandbox', line)));
  try {
    const ports = portsFrom(process.env);
    const chatUser = process.env['CHAT_USER'] || undefined;
    stack = await startStack({
      ports,
      dataFolder,
      chatUser,
      sandbox: { speed, latencies: 'quick', signInAfter },
      onLine,
    });
    // Only an administrator can subscribe a channel, whoever sits at the keyboard.
    const megan = chatPerson('Megan');
    const people = createSender(stack.chatUrl, stack.world);
    for (const words of ['subscribe', 'subscribe approvals'])
      await people.say(words, { from: megan, conversation: conversationIds.channel });
    process.stdout.write(`${threeLines(stack)}\n`);
    await stack.failure;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await end(1);
  }
}

await start();
