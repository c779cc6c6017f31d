import { automatic } from '../../registration/deploymentGroups/moveChoices.ts';
import type { MoveAnswer, MoveOutcome, MoveResult } from '../../registration/deploymentGroups/moveDevices.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import move from './move.json' with { type: 'json' };
import { type MoveRow, nothing, sectionOf } from './moveCard.ts';
import { count, enumerate, plain, shownSerial } from './text.ts';

type Answered = Extract<MoveOutcome, { kind: 'answered' }>;

/** What became of a request to move devices: those on their way, those that were there already, and those refused and why. */
export function movedCard(outcome: Answered, by: string): AdaptiveCard {
  const moving = outcome.answers.filter(({ result }) => isMoving(result));
  const back = outcome.answers.filter(({ result }) => isTakenBack(result));
  const relabelled = outcome.answers.filter(({ result }) => result.kind === 'relabelled');
  const refused = outcome.answers.filter(({ result }) => result.kind === 'refused');
  const label = outcome.choice === automatic ? 'Auto' : 'Admin';
  return expand(move, {
    ...nothing,
    title: movedTitle(outcome),
    lead: `${plain(by, 80)} asked for ${plain(outcome.choice, 40)}.`,
    sections: [
      ...sectionOf('On their way', moving.map(rowOf)),
      ...sectionOf('Taken back', back.map(rowOf)),
      ...sectionOf(`There already, now labelled ${label}`, relabelled.map(rowOf)),
      ...sectionOf('Not moved', refused.map(rowOf), 'Attention'),
    ],
    hasNotes: moving.length > 0,
    notes: [
      {
        text: 'Each keeps its old group, labelled Pending, until Entra shows it in the new one; channels that subscribed are told then. It can take 24 hours until its policies have changed.',
      },
    ],
  });
}

/** `3 devices are moving to First`; `2 devices are in First already`. */
export function movedTitle({ answers, choice }: Answered): string {
  const moving = answers.flatMap(({ result }) => (isMoving(result) ? [result.to] : []));
  const staying = answers.filter(({ result }) => result.kind === 'relabelled' || isTakenBack(result)).length;
  if (moving.length > 0) {
    const to = enumerate([...new Set(moving)].map((name) => plain(name, 40)));
    const chosen = choice === automatic ? ', as Preflight chose' : '';
    return `${count(moving.length, 'device')} ${moving.length === 1 ? 'is' : 'are'} moving to ${to}${chosen}`;
  }
  if (staying === 0) return 'No device was moved';
  return `${count(staying, 'device')} ${staying === 1 ? 'stays where it is' : 'stay where they are'}`;
}

/** Why nothing was done, in sentences; at most the first few. */
export function refusalSentences(answers: readonly MoveAnswer[], limit = 3): string {
  const told = answers.slice(0, limit).map((answer) => {
    const { lead, text } = rowOf(answer);
    return `${lead}: ${text.trim()}.`;
  });
  const more = answers.length > limit ? [`And ${count(answers.length - limit, 'more device')}.`] : [];
  return ['No device was moved.', ...told, ...more].join(' ');
}

/** On the way to another group than the device is in. */
function isMoving(result: MoveResult): result is Extract<MoveResult, { kind: 'moving' }> {
  return result.kind === 'moving' && result.from !== result.to;
}

/** A move under way was called back: the device stays where it was all the time. */
function isTakenBack(result: MoveResult): boolean {
  return result.kind === 'moving' && result.from === result.to;
}

function takenBack({ from, insteadOf }: Extract<MoveResult, { kind: 'moving' }>): string {
  const what = insteadOf === undefined || insteadOf === from ? 'The move' : `The move to ${plain(insteadOf, 40)}`;
  return `${what} was taken back; it stays in ${plain(from, 40)}.`;
}

function rowOf({ device, id, result }: MoveAnswer): MoveRow {
  const lead = shownSerial(device?.serialNumber ?? id.split('|').at(-1) ?? '');
  switch (result.kind) {
    case 'moving': {
      const { from, to, insteadOf } = result;
      if (isTakenBack(result)) return { lead, text: `  ${takenBack(result)}`, subtle: '' };
      const instead = insteadOf === undefined || insteadOf === to ? '' : `, instead of ${insteadOf}`;
      return { lead, text: `  ${plain(`from ${from} to ${to}${instead}`)}`, subtle: '' };
    }
    case 'relabelled':
      return { lead, text: `  in ${plain(result.name, 40)}`, subtle: '' };
    case 'refused':
      return { lead, text: `  ${plain(result.reason, 160)}`, subtle: '' };
    default:
      return result satisfies never;
  }
}
