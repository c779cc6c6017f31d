import type { Device } from '../../registration/lifecycle/device.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { RemovalOutcome } from '../../registration/registration.ts';
import type { ActionAnswer } from '../answer.ts';
import { keptCard, type NotRemoved, removalCard, removalTitle } from '../cards/removalCard.ts';
import { plain } from '../cards/text.ts';
import { timeFor } from '../cards/time.ts';
import { about } from '../known/about.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

/** Deregisters devices, each as the store has it now: what changed since the card was drawn is refused by name. */
export async function removeDevices(
  { deviceIds }: Extract<CardAction, { verb: 'removeDevices' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { registration } = world;
  const outcomes = await registration.removeDevices({ deviceIds, actor: turn.sender, activityId: turn.activityId });
  const requested = outcomes.flatMap((outcome) => (outcome.kind === 'requested' ? [outcome.device] : []));
  // A second click finds everything done; the card then goes on telling what was done.
  const before = requested.length === 0 ? alreadyAsked(outcomes) : [];
  if (before.length > 0) return tellFirst(before, deviceIds, turn);
  const refused = outcomes.flatMap((outcome): NotRemoved[] => {
    if (outcome.kind === 'refused') return [outcome];
    return outcome.kind === 'unknown' ? [{ reason: 'gone' }] : [];
  });
  const card = removalCard(requested, refused, turn.sender.name);
  return {
    kind: 'replace',
    card,
    summary: removalTitle(requested),
    forEveryone: true,
    about: about.removal(deviceIds),
  };
}

/** The devices, when all of them are being removed already, or were, and one person asked for it. */
function alreadyAsked(outcomes: readonly RemovalOutcome[]): Device[] {
  const devices = outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' && outcome.reason !== 'pending' ? [outcome.device] : [],
  );
  const same = devices.every(({ removal }) => isSamePerson(removal?.by, devices[0]?.removal?.by));
  return devices.length === outcomes.length && same ? devices : [];
}

/** Shows what somebody asked for before, and says who was first. */
function tellFirst(devices: readonly Device[], deviceIds: readonly string[], turn: Turn): ActionAnswer {
  const removal = devices[0]?.removal;
  const by = removal?.by.name ?? '';
  const also = `Already asked for by ${plain(by, 80)} at ${timeFor(removal?.at ?? 0, turn)}.`;
  return {
    kind: 'replace',
    card: removalCard(devices, [], by),
    summary: removalTitle(devices),
    forEveryone: true,
    about: about.removal(deviceIds),
    also,
  };
}

/** Puts the question away, unless somebody said yes before. */
export async function keepDevices(
  { deviceIds }: Extract<CardAction, { verb: 'keepDevices' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const devices = await Promise.all(deviceIds.map((id) => world.registration.device(id)));
  const asked = devices.flatMap((device) => (device?.removal === undefined ? [] : [device]));
  if (asked.length > 0) return tellFirst(asked, deviceIds, turn);
  return {
    kind: 'replace',
    card: keptCard(turn.sender.name),
    summary: removalTitle([]),
    forEveryone: true,
    about: about.removal(deviceIds),
    becomes: about.answered,
  };
}
