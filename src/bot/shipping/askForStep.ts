import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import type { StepOutcome, StepRequest } from '../../registration/shipping/stepOutcome.ts';
import type { BotWorld } from '../options.ts';

/** Asks the engine to take a person's step. */
export function askForStep(
  step: PersonsStep,
  request: StepRequest,
  { registration }: Pick<BotWorld, 'registration'>,
): Promise<StepOutcome> {
  return step === 'shipped' ? registration.markShipped(request) : registration.confirmActive(request);
}
