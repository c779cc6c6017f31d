import type { Answer } from '../answer.ts';
import { helpCard } from '../cards/helpCard.ts';
import { heldRoles } from '../heldRoles.ts';
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
    .filter((command) => fits(command, turn))
    .flatMap((command) => [
      { ...command, click: command.clickable ? command.words[0] : undefined },
      ...(command.more ?? []).map((usage) => ({ role: command.role, ...usage, click: undefined })),
    ])
    .filter(({ role }) => role === undefined || held.has(role))
    .map(({ usage, description, click }) => ({ usage, description, click }));
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
