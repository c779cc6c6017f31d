import type { Role } from '../../registration/roles.ts';
import type { Answer } from '../answer.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';

/** Something people can write to the bot. */
export interface Command {
  /** Words that call it, the first being its name. Lower case. */
  words: readonly [string, ...string[]];
  /** With its argument: `status <serial number>`. */
  usage: string;
  description: string;
  /** Whether a button can send it: it needs no argument. */
  clickable: boolean;
  /** Needed to use it; help shows it only to who has it. */
  role?: Role;
  /** What else can be written with the same word, for help. */
  more?: readonly { usage: string; description: string; role?: Role }[];
  /** Where it makes sense; everywhere when absent. */
  where?: 'channel' | 'personal';
  run(argument: string, turn: Turn, world: BotWorld): Promise<Answer[]>;
}

/** Whether a command makes sense in this conversation. */
export function fits(command: Command, { conversation }: Pick<Turn, 'conversation'>): boolean {
  return command.where === undefined || command.where === conversation.kind;
}
