import { say } from '../answer.ts';
import { deviceCard, statusWords } from '../cards/deviceCard.ts';
import { escapeMarkdown, listed, shownSerial } from '../cards/text.ts';
import type { Command } from './command.ts';

/** `status 5CG1234ABC`: one card for each device with that serial number. */
export const status: Command = {
  words: ['status'],
  usage: 'status <serial number>',
  description: 'where a device stands, and its history',
  clickable: false,
  async run(argument, _turn, { registration, policy, clock }) {
    const serialNumber = argument.trim();
    if (serialNumber === '')
      return [say('Which device? Write `status` and its serial number, for example `status 5CG1234ABC`.')];
    const devices = await registration.devices(serialNumber);
    if (devices.length === 0) {
      return [
        say(
          `No device with the serial number ${escapeMarkdown(serialNumber)} is known here. Check the spelling, or send its CSV to register it.`,
        ),
      ];
    }
    return devices.slice(0, listed).map((device) => ({
      kind: 'card',
      card: deviceCard(device, policy, clock.now()),
      summary: `${shownSerial(device.serialNumber)}: ${statusWords[device.status]}`,
    }));
  },
};
