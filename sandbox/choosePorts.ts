import { freePort, isFree } from './children/freePort.ts';

/** The ports of a running sandbox, all on loopback. */
export interface Ports {
  /** Agents Playground. */
  chat: number;
  /** Sandbox tenant and its console. */
  sandbox: number;
  /** The product. */
  bot: number;
}

const defaults: Ports = { chat: 56150, sandbox: 56140, bot: 3978 };
const names = { chat: 'CHAT_PORT', sandbox: 'SANDBOX_PORT', bot: 'BOT_PORT' } as const;
const meaning = { chat: 'the chat (Agents Playground)', sandbox: 'the sandbox tenant', bot: 'the bot' } as const;

/** The default ports, each changed by its variable: `CHAT_PORT`, `SANDBOX_PORT`, `BOT_PORT`. Throws for a value that is no port. */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  const port = (part: keyof Ports): number => {
    const given = environment[names[part]];
    if (given === undefined || given === '') return defaults[part];
    const number = Number(given);
    if (!Number.isInteger(number) || number < 1 || number > 65_535)
      throw new Error(`${names[part]} is ${given}; it must be a port number from 1 to 65535.`);
    return number;
  };
  return { chat: port('chat'), sandbox: port('sandbox'), bot: port('bot') };
}

/** Three free ports. */
export async function freePorts(): Promise<Ports> {
  // One after the other: asked at once, the machine may name one port twice.
  const chat = await freePort();
  const sandbox = await freePort();
  return { chat, sandbox, bot: await freePort() };
}

/** Rejects, naming each port that is taken and the variable that moves it. */
export async function assertFree(ports: Ports): Promise<void> {
  const taken: string[] = [];
  for (const part of ['chat', 'sandbox', 'bot'] as const) {
    if (!(await isFree(ports[part])))
      taken.push(
        `Port ${ports[part]}, meant for ${meaning[part]}, is in use; stop what uses it or set ${names[part]} to another port.`,
      );
  }
  if (taken.length > 0) throw new Error(taken.join('\n'));
}
