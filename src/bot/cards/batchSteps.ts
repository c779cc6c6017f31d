import type { BatchView } from '../../registration/batches/view.ts';
import { devicesLeft } from './devicesLeft.ts';
import { formatNumber } from './text.ts';

/** Blocks in a full bar: as many as fit beside the words on a phone. */
const blocks = 10;

/** One line of the step bar, in words, blocks and numbers. */
export type StepView = Record<'label' | 'bar' | 'numbers' | 'color' | 'weight', string>;

/** How far the devices of a batch have come, without those that were removed. The last line shows once somebody has signed in. */
export function batchSteps(view: BatchView): StepView[] {
  const { reached } = view;
  const total = devicesLeft(view);
  const steps: [label: string, reached: number][] = [
    ['Sent to Autopilot', reached.sent],
    ['In Autopilot', reached.inAutopilot],
    ['Known to Entra', reached.knownToEntra],
    ['In groups', reached.inGroups],
    ['Profile assigned', reached.profileAssigned],
    ['Ready for user', reached.ready],
  ];
  if (reached.active > 0 || reached.ready >= total) steps.push(['Active', reached.active]);
  const current = steps.findIndex(([, number]) => number < total);
  return steps.map(([label, number], index) => ({
    label,
    bar: bar(number, total),
    numbers: `${formatNumber(number)} of ${formatNumber(total)}`,
    color: number >= total ? 'Good' : number > 0 ? 'Accent' : 'Default',
    weight: index === current ? 'Bolder' : 'Default',
  }));
}

/** Full and empty only when it is all or nothing. */
function bar(number: number, total: number): string {
  const exact = total === 0 ? 0 : (Math.min(number, total) / total) * blocks;
  const full = number >= total ? blocks : number === 0 ? 0 : Math.min(blocks - 1, Math.max(1, Math.round(exact)));
  return '█'.repeat(full) + '░'.repeat(blocks - full);
}
