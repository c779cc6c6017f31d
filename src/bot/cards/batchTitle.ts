import type { BatchView } from '../../registration/batches/view.ts';
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

function titleOfOne({ reached, failed }: BatchView): string {
  if (failed > 0) return 'The device could not be registered';
  if (reached.active > 0) return 'The device is active';
  return reached.ready > 0 ? 'The device is ready for user' : 'Registering 1 device';
}

function titleOfMany({ reached, failed, total }: BatchView): string {
  const devices = count(total, 'device');
  if (failed === total) return `None of the ${devices} could be registered`;
  if (reached.active === total) return `All ${devices} are active`;
  if (reached.active > 0) return `${formatNumber(reached.active)} of ${devices} are active`;
  if (reached.ready === total) return `All ${devices} are ready for user`;
  if (reached.ready > 0) return `${formatNumber(reached.ready)} of ${devices} are ready for user`;
  return `Registering ${devices}`;
}

function failures({ failed, total }: BatchView): string {
  return failed > 0 && failed < total ? `, ${formatNumber(failed)} failed` : '';
}
