import { ServiceError } from '../../registration/ports/serviceError.ts';
import { type Access, forReaders, forRegistrars } from '../access/access.ts';
import { requesting } from '../actions/previewNaming.ts';
import { type Answer, say } from '../answer.ts';
import { namePlanCard, namePlanTitle } from '../cards/namePlanCard.ts';
import { nameReasonCard, nameReasonTitle, type ShownReason } from '../cards/nameReasonCard.ts';
import { namingOverviewCard, namingOverviewTitle } from '../cards/namingOverviewCard.ts';
import { enumerate, escapeMarkdown, listed, shownSerial } from '../cards/text.ts';
import { heldRoles } from '../heldRoles.ts';
import type { BotWorld } from '../options.ts';
import { namesUnknown } from '../refusals.ts';
import { askedSerialNumbers } from '../serialNumbers/askedSerialNumbers.ts';
import { findNamed } from '../serialNumbers/findNamed.ts';
import type { Turn } from '../turn.ts';
import { closestWord } from './closestWord.ts';
import type { Command } from './command.ts';
import { requestException, wordsForException } from './requestException.ts';

const previewing = forRegistrars('Seeing what would be renamed');

const rule = { word: 'naming', example: 'naming 5CG1234ABC', most: 100 };

/** `naming`: exceptions and what waits; `naming 5CG1234ABC`: why a device has its name; `naming preview`: what the rename job would do. */
export const naming: Command = {
  words: ['naming', 'names', 'name'],
  usage: 'naming',
  description: 'the naming convention, exceptions in force and those that wait for a decision',
  clickable: true,
  access: accessOf,
  more: [
    { usage: 'naming <serial numbers>', description: 'why devices have their names' },
    { usage: 'naming preview', description: 'what the next run of the rename job would rename', access: previewing },
  ],
  async run(argument, turn, world) {
    const [first = ''] = argument.trim().toLowerCase().split(/\s+/);
    if (first === '') return overview(turn, world);
    if (first === 'preview') return preview(world);
    if (wordsForException.includes(first)) return requestException.run('', turn, world);
    const meant = closestWord(first, ['preview', ...wordsForException]);
    if (meant !== undefined && (await world.registration.devices(first)).length === 0) {
      const suggested = meant === 'preview' ? 'naming preview' : 'request naming exception';
      return [say(`Did you mean **${suggested}**? Write it, or \`help\` to see everything.`)];
    }
    return reasons(argument, world);
  },
};

/** What is written after it says for whom it is. */
function accessOf(argument: string): Access {
  const [first = ''] = argument.trim().toLowerCase().split(/\s+/);
  if (first === 'preview') return previewing;
  return wordsForException.includes(first) ? forRegistrars(requesting) : forReaders;
}

async function overview({ sender }: Turn, world: BotWorld): Promise<Answer[]> {
  const { registration, policy } = world;
  const found = await registration.naming.overview();
  const reader = { id: sender.id, roles: await heldRoles(sender.id, world) };
  return [{ kind: 'card', card: namingOverviewCard(found, reader, policy), summary: namingOverviewTitle(found) }];
}

async function preview(world: BotWorld): Promise<Answer[]> {
  try {
    const plan = await world.registration.naming.plan();
    return [{ kind: 'card', card: namePlanCard(plan), summary: namePlanTitle(plan) }];
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.warn(
      { kind: error.kind, status: error.status, permission: error.permission, requestId: error.requestId },
      'names of devices could not be read',
    );
    return [say(namesUnknown(error))];
  }
}

async function reasons(argument: string, { registration }: BotWorld): Promise<Answer[]> {
  const asked = await askedSerialNumbers(argument, rule, registration);
  if (asked.kind === 'refused') return [say(asked.text)];
  const { found, unknown } = await findNamed(asked.serialNumbers, registration);
  const devices = found.flat();
  const shown: ShownReason[] = [];
  for (const { id } of devices.slice(0, listed)) {
    const reason = await registration.naming.reason(id);
    if (reason === undefined) continue;
    const view =
      reason.rule.source === 'exception' ? await registration.naming.exception(reason.rule.exception.id) : undefined;
    shown.push({ reason, view });
  }
  const answers: Answer[] =
    shown.length === 0 ? [] : [{ kind: 'card', card: nameReasonCard(shown), summary: nameReasonTitle(shown) }];
  const serials = (serialNumbers: readonly string[]) =>
    enumerate(
      serialNumbers.map((each) => escapeMarkdown(shownSerial(each))),
      20,
    );
  if (devices.length > listed) {
    const left = devices.slice(listed).map(({ serialNumber }) => serialNumber);
    answers.push(say(`These are the first ${listed} of ${devices.length} devices. Not shown: ${serials(left)}.`));
  }
  if (unknown.length > 0) {
    const these = unknown.length === 1 ? 'the serial number' : 'the serial numbers';
    answers.push(say(`No device with ${these} ${serials(unknown)} is known here. Check the spelling.`));
  }
  return answers;
}
