import { forReaders } from '../access/access.ts';
import { type Answer, say } from '../answer.ts';
import { deviceCard, stateWords } from '../cards/deviceCard.ts';
import { enumerate, escapeMarkdown, listed, shownSerial } from '../cards/text.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import { findNamed } from '../serialNumbers/findNamed.ts';
import type { Command } from './command.ts';

const rule = { word: 'status', example: 'status 5CG1234ABC', most: 100 };

/** `status 5CG1234ABC 5CG1234ABD`: one card for each device with one of these serial numbers, for the first few of them. */
export const status: Command = {
  words: ['status'],
  usage: 'status <serial numbers>',
  description: 'where devices stand, and their history',
  clickable: false,
  access: forReaders,
  async run(argument, _turn, { registration, policy, clock }) {
    const asked = await askedSerialNumbers(argument, rule, registration);
    if (asked.kind === 'refused') return [say(asked.text)];
    const { found, unknown } = await findNamed(asked.serialNumbers, registration);
    const devices = found.flat();
    const cards = devices.slice(0, listed).map(
      (device): Answer => ({
        kind: 'card',
        card: deviceCard(device, policy, clock.now()),
        summary: `${shownSerial(device.serialNumber)}: ${stateWords(device)}`,
      }),
    );
    const serials = (serialNumbers: readonly string[]) =>
      enumerate(
        serialNumbers.map((each) => escapeMarkdown(each, 64)),
        20,
      );
    const answers = [...cards];
    if (devices.length > listed) {
      const left = devices.slice(listed).map(({ serialNumber }) => serialNumber);
      answers.push(say(`These are the first ${listed} of ${devices.length} devices. Not shown: ${serials(left)}.`));
    }
    if (unknown.length > 0) {
      const these = unknown.length === 1 ? 'the serial number' : 'the serial numbers';
      const it = unknown.length === 1 ? 'its CSV to register it' : 'their CSV to register them';
      answers.push(
        say(`No device with ${these} ${serials(unknown)} is known here. Check the spelling, or send ${it}.`),
      );
    }
    return answers;
  },
};
