import type { BatchView } from '../batches/view.ts';
import { changeRecord } from '../ports/changeRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { buttonsId } from './shownDevices.ts';

/** A card that is drawn again keeps its list for this long, in milliseconds, without being noted anew. */
const fresh = 24 * 3_600_000;

/** Stores what the buttons of a batch's card are for. To be done before the card is drawn, so that no button is there without it. */
export async function keepShown(
  { batch, buttons }: Pick<BatchView, 'batch' | 'buttons'>,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
): Promise<void> {
  if (buttons.ship.length + buttons.confirm.length + buttons.retry.length === 0) return;
  const id = buttonsId(batch.id, buttons);
  const at = clock.now();
  if ((await store.create('shownDevices', { id, batchId: batch.id, at, ...buttons })) !== undefined) return;
  await changeRecord(store, 'shownDevices', id, (known) => (at - known.at < fresh ? undefined : { ...known, at }));
}
