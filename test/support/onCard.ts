import assert from 'node:assert/strict';
import type { BatchView } from '../../src/registration/batches/view.ts';
import type { StepRequest } from '../../src/registration/shipping/stepOutcome.ts';

/** What the button of a batch's card means, as the card is drawn now. */
export async function onCard(
  step: 'shipped' | 'confirmed',
  batchId: string,
  registration: { batch(id: string): Promise<BatchView | undefined> },
): Promise<StepRequest['scope']> {
  const view = await registration.batch(batchId);
  assert.ok(view, batchId);
  return { shown: step === 'shipped' ? view.buttons.ship : view.buttons.confirm, subject: batchId };
}
