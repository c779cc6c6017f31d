import type { RemovalOutcome } from '../../registration/registration.ts';
import type { ActionAnswer } from '../answer.ts';
import { keptCard, type NotRemoved, removalCard, removalTitle } from '../cards/removalCard.ts';
import { plain } from '../cards/text.ts';
import { timeFor } from '../cards/time.ts';
import { checkRole } from '../checkRole.ts';
import type { BotWorld } from '../options.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

/** Deregisters devices, each as the store has it now: what changed since the card was drawn is refused by name. */
export async function removeDevices(
  { deviceIds }: Extract<CardAction, { verb: 'removeDevices' }>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const right = await checkRole(turn.sender.id, 'administrator', world);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  const { registration } = world;
  const outcomes = await registration.removeDevices({ deviceIds, actor: turn.sender, activityId: turn.activityId });
  const requested = outcomes.flatMap((outcome) => (outcome.kind === 'requested' ? [outcome.device] : []));
  // A second click finds everything done; the card then goes on telling what was done.
  const before = requested.length === 0 ? alreadyAsked(outcomes) : undefined;
  if (before !== undefined) {
    const { devices, by, at } = before;
    const also = `Already asked for by ${plain(by.name, 80)} at ${timeFor(at, turn)}.`;
    return {
      kind: 'replace',
      card: removalCard(devices, [], by.name),
      summary: removalTitle(devices),
      forEveryone: true,
      also,
    };
  }
  const refused = outcomes.flatMap((outcome): NotRemoved[] => {
    if (outcome.kind === 'refused') return [outcome];
    return outcome.kind === 'unknown' ? [{ reason: 'gone' }] : [];
  });
  const card = removalCard(requested, refused, turn.sender.name);
  return { kind: 'replace', card, summary: removalTitle(requested), forEveryone: true };
}

/** When one person asked for all of these devices before. */
function alreadyAsked(outcomes: readonly RemovalOutcome[]) {
  const devices = outcomes.flatMap((outcome) =>
    outcome.kind === 'refused' && outcome.reason === 'beingRemoved' ? [outcome.device] : [],
  );
  const [first] = devices;
  const removal = first?.removal;
  const same = devices.every((device) => device.removal?.by.id === removal?.by.id);
  if (removal === undefined || devices.length < outcomes.length || !same) return undefined;
  return { devices, by: removal.by, at: removal.at };
}

/** Puts the question away. */
export async function keepDevices(turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const right = await checkRole(turn.sender.id, 'administrator', world);
  if (right.kind === 'denied') return { kind: 'message', text: right.text };
  return { kind: 'replace', card: keptCard(turn.sender.name), summary: removalTitle([]), forEveryone: true };
}
