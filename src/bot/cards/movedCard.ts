import { automatic } from '../../registration/deploymentGroups/moveChoices.ts';
import type { MoveAnswer, MoveOutcome } from '../../registration/deploymentGroups/moveDevices.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import move from './move.json' with { type: 'json' };
import { type MoveRow, nothing, sectionOf } from './moveCard.ts';
import { count, plain, shownSerial } from './text.ts';

type Answered = Extract<MoveOutcome, { kind: 'answered' }>;

/** What became of a request to move devices: those on their way, those that were there already, and those refused and why. */
export function movedCard(outcome: Answered, by: string): AdaptiveCard {
  const moving = outcome.answers.filter(({ result }) => result.kind === 'moving');
  const relabelled = outcome.answers.filter(({ result }) => result.kind === 'relabelled');
  const refused = outcome.answers.filter(({ result }) => result.kind === 'refused');
  const label = outcome.choice === automatic ? 'Auto' : 'Admin';
  return expand(move, {
    ...nothing,
    title: movedTitle(outcome),
    lead: `${plain(by, 80)} asked for ${plain(outcome.choice, 40)}.`,
    sections: [
      ...sectionOf('On their way', moving.map(rowOf)),
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
  const moving = answers.flatMap(({ result }) => (result.kind === 'moving' ? [result] : []));
  const relabelled = answers.filter(({ result }) => result.kind === 'relabelled').length;
  const to = choice === automatic ? 'to the groups Preflight chose' : `to ${plain(choice, 40)}`;
  if (moving.length > 0) return `${count(moving.length, 'device')} ${moving.length === 1 ? 'is' : 'are'} moving ${to}`;
  if (relabelled === 0) return 'No device was moved';
  return `${count(relabelled, 'device')} ${relabelled === 1 ? 'stays where it is' : 'stay where they are'}`;
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

function rowOf({ device, id, result }: MoveAnswer): MoveRow {
  const lead = shownSerial(device?.serialNumber ?? id.split('|').at(-1) ?? '');
  switch (result.kind) {
    case 'moving': {
      const way = result.from === result.to ? `stays in ${result.to}` : `from ${result.from} to ${result.to}`;
      const instead = result.insteadOf === undefined ? '' : `, instead of ${result.insteadOf}`;
      return { lead, text: `  ${plain(way + instead)}`, subtle: '' };
    }
    case 'relabelled':
      return { lead, text: `  in ${plain(result.name, 40)}`, subtle: '' };
    case 'refused':
      return { lead, text: `  ${plain(result.reason, 160)}`, subtle: '' };
    default:
      return result satisfies never;
  }
}
