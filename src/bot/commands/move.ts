import { findMoveChoice, moveChoices } from '../../registration/deploymentGroups/moveChoices.ts';
import { forAdministrators } from '../access/access.ts';
import { say } from '../answer.ts';
import { mostMoved } from '../cards/mostMoved.ts';
import { moveCard, moveTitle } from '../cards/moveCard.ts';
import { enumerate, escapeMarkdown } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import { noSuchGroup } from '../refusals.ts';
import { askedSerialNumbers, tooMany } from '../serialNumbers/askedSerialNumbers.ts';
import { findNamed } from '../serialNumbers/findNamed.ts';
import type { Command } from './command.ts';
import { moveArgument } from './moveArgument.ts';

const rule = {
  word: 'move',
  example: 'move 5CG1234ABC 5CG1234ABD to First',
  most: mostMoved,
  otherwise: 'Move a few devices first and see how they do.',
};

/** `move 5CG1234ABC 5CG1234ABD to First`: a card on which an administrator chooses the group and confirms. */
export const move: Command = {
  words: ['move'],
  usage: 'move <serial numbers> to <group>',
  description: 'moves devices to another deployment group',
  clickable: false,
  access: forAdministrators,
  async run(argument, turn, world) {
    const { policy, registration } = world;
    const { serials, group } = moveArgument(argument, policy);
    const choice = group === undefined ? undefined : findMoveChoice(policy, group);
    if (group !== undefined && choice === undefined) {
      return [
        say(
          noSuchGroup(
            escapeMarkdown(group),
            moveChoices(policy).map((text) => escapeMarkdown(text)),
          ),
        ),
      ];
    }
    const asked = await askedSerialNumbers(serials, rule, registration);
    if (asked.kind === 'refused') return [say(asked.text)];
    const { found, unknown } = await findNamed(asked.serialNumbers, registration);
    if (found.length === 0) {
      return [
        say(
          `No device with the serial number ${enumerate(unknown.map((text) => escapeMarkdown(text)))} is known here. Check the spelling.`,
        ),
      ];
    }
    const devices = found.filter((matches) => matches.length === 1).flat();
    const doubles = found.filter((matches) => matches.length > 1).flat();
    const sent = devices.length + doubles.length;
    if (sent > mostMoved) return [say(tooMany(sent, mostMoved, 'device'))];
    const proposal = { devices, doubles, unknown, choice };
    const onSent = rememberAs(about.move([...devices, ...doubles].map(({ id }) => id)), turn, world);
    return [{ kind: 'card', card: moveCard(proposal, policy), summary: moveTitle(proposal), onSent }];
  },
};
