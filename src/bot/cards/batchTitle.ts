import type { BatchView } from '../../registration/batches/view.ts';
import { needsRegisteringAgain } from '../../registration/problems/needsRegisteringAgain.ts';
import { devicesLeft } from './devicesLeft.ts';
import { count, formatNumber } from './text.ts';

/** The state of a batch in one line. */
export function batchTitle(view: BatchView): string {
  if (view.batch.state === 'cancelled') return 'This file was cancelled';
  if (view.total === 0) return 'There is nothing left to register in this file';
  const total = devicesLeft(view);
  if (total === 0)
    return view.total === 1 ? 'The device was removed' : `All ${count(view.total, 'device')} were removed`;
  const left = { ...view, total };
  return total === 1 ? titleOfOne(left) : titleOfMany(left) + failures(left);
}

function titleOfOne(view: BatchView): string {
  const { reached, failed } = view;
  if (failed > 0) return allAgain(view) ? 'The device needs registering again' : 'The device could not be registered';
  if (reached.active > 0) return 'The device is active';
  return reached.ready > 0 ? 'The device is ready for user' : 'Registering 1 device';
}

function titleOfMany(view: BatchView): string {
  const { reached, failed, total } = view;
  const devices = count(total, 'device');
  if (failed === total && allAgain(view)) return `All ${devices} need registering again`;
  if (failed === total) return `None of the ${devices} could be registered`;
  if (reached.active === total) return `All ${devices} are active`;
  if (reached.active > 0) return `${formatNumber(reached.active)} of ${devices} are active`;
  if (reached.ready === total) return `All ${devices} are ready for user`;
  if (reached.ready > 0) return `${formatNumber(reached.ready)} of ${devices} are ready for user`;
  return `Registering ${devices}`;
}

function failures(view: BatchView): string {
  const { failed, total } = view;
  if (failed === 0 || failed === total) return '';
  return allAgain(view)
    ? `, ${formatNumber(failed)} ${failed === 1 ? 'needs' : 'need'} registering again`
    : `, ${formatNumber(failed)} failed`;
}

/** Nothing is wrong but with devices that had been registered before; the failed ones are among them. */
function allAgain({ problems }: BatchView): boolean {
  return problems.length > 0 && problems.every(({ code }) => needsRegisteringAgain(code));
}
