import { findMoveChoice, moveChoices } from '../../registration/deploymentGroups/moveChoices.ts';
import type { Device } from '../../registration/lifecycle/device.ts';
import type { Registration } from '../../registration/registration.ts';
import { say } from '../answer.ts';
import { mostMoved } from '../cards/mostMoved.ts';
import { moveCard, moveTitle } from '../cards/moveCard.ts';
import { enumerate, escapeMarkdown } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import { noSuchGroup } from '../refusals.ts';
import type { Command } from './command.ts';

/** `move 5CG1234ABC 5CG1234ABD to First`: a card on which an administrator chooses the group and confirms. */
export const move: Command = {
  words: ['move'],
  usage: 'move <serial numbers> to <group>',
  description: 'moves devices to another deployment group',
  clickable: false,
  role: 'administrator',
  async run(argument, turn, world) {
    const right = await checkRole(turn.sender.id, 'administrator', world);
    if (right.kind === 'denied') return [say(right.text)];
    const { policy, registration } = world;
    const { serials, group } = readArgument(argument);
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
    if (serials === '') {
      return [
        say('Which devices? Write `move`, their serial numbers and a group: `move 5CG1234ABC 5CG1234ABD to First`.'),
      ];
    }
    const { found, unknown } = await findBySerials(serials, registration);
    if (found.length === 0) {
      return [
        say(
          `No device with the serial number ${enumerate(unknown.map((text) => escapeMarkdown(text)))} is known here. Check the spelling.`,
        ),
      ];
    }
    const devices = found.filter((matches) => matches.length === 1).flat();
    const doubles = found.filter((matches) => matches.length > 1).flat();
    if (devices.length + doubles.length > mostMoved) {
      return [say(`At most ${mostMoved} devices at a time: move a few first and see how they do.`)];
    }
    const proposal = { devices, doubles, unknown, choice };
    return [{ kind: 'card', card: moveCard(proposal, policy), summary: moveTitle(proposal) }];
  },
};

/** `A B to First` is `A B` and `First`. */
function readArgument(argument: string): { serials: string; group: string | undefined } {
  const match = /^(?<serials>.*?)\s*\bto\s+(?<group>\S.*)$/i.exec(argument);
  const { serials = argument, group } = match?.groups ?? {};
  return { serials: serials.trim(), group };
}

/** Devices by the serial numbers in a text, one list for each: virtual machines have spaces in theirs, so a part is split only when nobody knows it whole. */
async function findBySerials(
  text: string,
  registration: Pick<Registration, 'devices'>,
): Promise<{ found: Device[][]; unknown: string[] }> {
  const found = new Map<string, Device[]>();
  const unknown = new Set<string>();
  const look = async (serial: string) => {
    const matches = await registration.devices(serial);
    const [first] = matches;
    if (first !== undefined) found.set(first.id, matches);
    return first !== undefined;
  };
  for (const part of text.split(/[,;]/).map((piece) => piece.trim())) {
    if (part === '' || (await look(part))) continue;
    for (const serial of part.split(' ')) if (!(await look(serial))) unknown.add(serial);
  }
  return { found: [...found.values()], unknown: [...unknown] };
}
