import type { Access } from '../access/access.ts';
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
  /** Who may use it, where that depends on what is written after it, by that. Help shows a command only to them. */
  access: Access | ((argument: string) => Access);
  /** What else can be written with the same word, for help. */
  more?: readonly { usage: string; description: string; access?: Access }[];
  /** Where it makes sense; everywhere when absent. */
  where?: 'channel' | 'personal';
  run(argument: string, turn: Turn, world: BotWorld): Promise<Answer[]>;
}

/** Who may use a command with what is written after it. */
export function accessOf({ access }: Command, argument: string): Access {
  return typeof access === 'function' ? access(argument) : access;
}

/** Whether a command makes sense in this conversation. */
export function fits(command: Command, { conversation }: Pick<Turn, 'conversation'>): boolean {
  return command.where === undefined || command.where === conversation.kind;
}
