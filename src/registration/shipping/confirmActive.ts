import type { Ports } from '../ports/ports.ts';
import type { StepOutcome, StepRequest } from './stepOutcome.ts';
import { takeStep } from './takeStep.ts';

/** Somebody saw that devices work in their users' hands. The request of a batch is closed when this was said of all of its devices. */
export function confirmActive(
  request: StepRequest,
  world: Pick<Ports, 'store' | 'clock' | 'newId'>,
): Promise<StepOutcome> {
  return takeStep('confirmed', request, world);
}
