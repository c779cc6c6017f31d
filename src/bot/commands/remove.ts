import type { Device } from '../../registration/lifecycle/device.ts';
import { mostRemoved, refuseRemoval } from '../../registration/removal/refuseRemoval.ts';
import { type Answer, say } from '../answer.ts';
import { confirmRemovalCard, confirmRemovalTitle, type NotRemoved } from '../cards/removalCard.ts';
import { plain, shownSerial } from '../cards/text.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Command } from './command.ts';

/** `remove 5CG1234ABC 5CG1234ABD`: asks whether these devices shall be deregistered. Nothing happens before the button is pressed. */
export const remove: Command = {
  words: ['remove', 'deregister', 'delete'],
  usage: 'remove <serial numbers>',
  description: 'deregister devices: from Intune, Autopilot and their groups, after a confirmation',
  clickable: false,
  role: 'administrator',
  async run(argument, turn, world) {
    const right = await checkRole(turn.sender.id, 'administrator', world);
    if (right.kind === 'denied') return [say(right.text)];
    if (argument.trim() === '')
      return [
        say('Which devices? Write `remove` and their serial numbers, for example `remove 5CG1234ABC 5CG1234ABD`.'),
      ];
    const asked = await findAsked(argument, world);
    if (asked.length > mostRemoved)
      return [say(`Up to ${mostRemoved} devices can be removed at a time. Write the others in another message.`)];
    return ask(asked);
  },
};

/** One serial number and the devices that have it. */
interface Asked {
  serialNumber: string;
  devices: Device[];
}

/** Serial numbers stand between blanks, commas or semicolons; those of virtual machines hold blanks themselves. */
async function findAsked(argument: string, { registration }: Pick<BotWorld, 'registration'>): Promise<Asked[]> {
  const asked = new Map<string, Asked>();
  const look = async (serialNumber: string) => {
    const devices = await registration.devices(serialNumber);
    return { serialNumber, devices };
  };
  const note = (found: Asked) => asked.set(found.serialNumber.toUpperCase(), found);
  for (const part of argument.split(/[,;]/)) {
    const text = part.trim();
    const words = text.split(/\s+/).filter((word) => word !== '');
    const whole = words.length > 1 ? await look(text) : undefined;
    if (whole !== undefined && whole.devices.length > 0) note(whole);
    else for (const word of words.slice(0, mostRemoved + 1)) note(await look(word));
    if (asked.size > mostRemoved) break;
  }
  return [...asked.values()];
}

/** One card for all devices that their serial number names, and one for each that shares it with another manufacturer's. */
function ask(asked: readonly Asked[]): Answer[] {
  const clear: Device[] = [];
  const refused: NotRemoved[] = [];
  const alike: { device: Device; number: number }[] = [];
  for (const { serialNumber, devices } of asked) {
    if (devices.length === 0) refused.push({ reason: 'unknown', serialNumber });
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

function question(devices: readonly Device[], refused: readonly NotRemoved[], intro?: string): Answer {
  return { kind: 'card', card: confirmRemovalCard(devices, refused, intro), summary: confirmRemovalTitle(devices) };
}
