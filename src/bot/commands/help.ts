import { ServiceError } from '../../registration/ports/serviceError.ts';
import type { Role } from '../../registration/roles.ts';
import type { Answer } from '../answer.ts';
import { helpCard } from '../cards/helpCard.ts';
import type { BotWorld } from '../options.ts';
import { personalChatUrl } from '../personalChatUrl.ts';
import { missingRole } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { type Command, fits } from './command.ts';

const title = 'What you can do here';

/** Shows what this person can do in this conversation. */
export async function help(commands: readonly Command[], turn: Turn, world: BotWorld, intro = ''): Promise<Answer[]> {
  const held = await heldRoles(turn.sender.id, world);
  const personal = turn.conversation.kind === 'personal';
  const lines = commands
    .filter((command) => fits(command, turn) && (command.role === undefined || held.has(command.role)))
    .map(({ usage, description, clickable, words }) => ({
      usage,
      description,
      click: clickable ? words[0] : undefined,
    }));
  const register = held.has('registrar') ? [registerLine(personal)] : [];
  const notes = held.has('registrar') ? [] : [missingRole('registrar', world.roles.groupName('registrar'))];
  const card = helpCard(title, intro, [...register, ...lines], notes, personal ? '' : personalChatUrl(turn));
  return [{ kind: 'card', card, summary: title }];
}

function registerLine(personal: boolean) {
  return {
    usage: 'a CSV file',
    description: personal
      ? 'attached to a message, or its text pasted: checks it and registers its devices'
      : 'in the personal chat: checks it and registers its devices',
  };
}

/** A directory that cannot be asked must not keep somebody from help: everything shows then, and each action asks again. */
async function heldRoles(userId: string, { roles, log }: Pick<BotWorld, 'roles' | 'log'>): Promise<Set<Role>> {
  const all: Role[] = ['registrar', 'approver', 'administrator'];
  try {
    const has = await Promise.all(all.map((role) => roles.has(userId, role)));
    return new Set(all.filter((_, index) => has[index]));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn({ kind: error.kind, status: error.status }, 'roles for help could not be read from the directory');
    return new Set(all);
  }
}
