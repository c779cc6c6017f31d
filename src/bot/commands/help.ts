import { holds } from '../../registration/roles.ts';
import { isShownTo } from '../access/access.ts';
import type { Answer } from '../answer.ts';
import { helpCard } from '../cards/helpCard.ts';
import { heldRoles } from '../heldRoles.ts';
import type { BotWorld } from '../options.ts';
import { personalChatUrl } from '../personalChatUrl.ts';
import { missingRole } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { accessOf, type Command, fits } from './command.ts';

const title = 'What you can do here';

/** Shows what this person can do in this conversation. */
export async function help(commands: readonly Command[], turn: Turn, world: BotWorld, intro = ''): Promise<Answer[]> {
  const held = await heldRoles(turn.sender.id, world);
  const personal = turn.conversation.kind === 'personal';
  const lines = commands
    .filter((command) => fits(command, turn))
    .flatMap((command) => [
      { ...command, access: accessOf(command, ''), click: command.clickable ? command.words[0] : undefined },
      ...(command.more ?? []).map((usage) => ({
        ...usage,
        access: usage.access ?? accessOf(command, ''),
        click: undefined,
      })),
    ])
    .filter(({ access }) => isShownTo(access, held))
    .map(({ usage, description, click }) => ({ usage, description, click }));
  const register = holds(held, 'registrar') ? [registerLine(personal)] : [];
  const notes = (['reader', 'registrar'] as const)
    .filter((role) => !holds(held, role))
    .map((role) => missingRole(role, world.roles.groupName(role), undefined, world.roles.trouble(role)));
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
