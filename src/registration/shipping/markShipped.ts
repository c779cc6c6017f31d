import type { Ports } from '../ports/ports.ts';
import type { StepOutcome, StepRequest } from './stepOutcome.ts';
import { takeStep } from './takeStep.ts';

/** Somebody hands devices to the carrier or to their users. Only a device that is ready for user can be; one in use that nobody marked is marked late. */
export function markShipped(
  request: StepRequest,
  world: Pick<Ports, 'store' | 'clock' | 'newId'>,
): Promise<StepOutcome> {
  return takeStep('shipped', request, world);
}
