import type { Device } from '../../registration/lifecycle/device.ts';
import { mostRemoved, refuseRemoval } from '../../registration/removal/refuseRemoval.ts';
import { forAdministrators } from '../access/access.ts';
import { type Answer, say } from '../answer.ts';
import { confirmRemovalCard, confirmRemovalTitle, type NotRemoved } from '../cards/removalCard.ts';
import { plain, shownSerial } from '../cards/text.ts';
import { about } from '../known/about.ts';
import { rememberAs } from '../known/knownCards.ts';
import type { BotWorld } from '../options.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import { findNamed, type NamedDevices } from '../serialNumbers/findNamed.ts';
import type { Turn } from '../turn.ts';
import type { Command } from './command.ts';

const rule = { word: 'remove', example: 'remove 5CG1234ABC 5CG1234ABD', most: mostRemoved };

/** `remove 5CG1234ABC 5CG1234ABD`: asks whether these devices shall be deregistered. Nothing happens before the button is pressed. */
export const remove: Command = {
  words: ['remove', 'deregister', 'delete'],
  usage: 'remove <serial numbers>',
  description: 'deregister devices: from Intune, Autopilot and their groups, after a confirmation',
  clickable: false,
  access: forAdministrators,
  async run(argument, turn, world) {
    const asked = await askedSerialNumbers(argument, rule, world.registration);
    if (asked.kind === 'refused') return [say(asked.text)];
    return ask(await findNamed(asked.serialNumbers, world.registration), turn, world);
  },
};

/** One card for all devices that their serial number names, and one for each that shares it with another manufacturer's. */
function ask({ found, unknown }: NamedDevices, turn: Turn, world: BotWorld): Answer[] {
  const question = (devices: readonly Device[], refused: readonly NotRemoved[], intro?: string): Answer => {
    const onSent = rememberAs(about.removal(devices.map(({ id }) => id)), turn, world);
    return {
      kind: 'card',
      card: confirmRemovalCard(devices, refused, intro),
      summary: confirmRemovalTitle(devices),
      onSent,
    };
  };
  const clear: Device[] = [];
  const refused = unknown.map((serialNumber): NotRemoved => ({ reason: 'unknown', serialNumber }));
  const alike: { device: Device; number: number }[] = [];
  for (const devices of found) {
    for (const device of devices) {
      const reason = refuseRemoval(device);
      if (reason !== undefined) refused.push({ reason, device });
      else if (devices.length === 1) clear.push(device);
      else alike.push({ device, number: devices.length });
    }
  }
  const first = clear.length > 0 || refused.length > 0 ? [question(clear, refused)] : [];
  return [...first, ...alike.map(({ device, number }) => question([device], [], whichOne(device, number)))];
}

function whichOne({ serialNumber, manufacturer }: Device, number: number): string {
  return `${number} devices have the serial number ${shownSerial(serialNumber)}. This card is about the one of ${plain(manufacturer, 60)} only.`;
}
