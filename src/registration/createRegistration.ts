import { rememberConversation } from './announcements/rememberConversation.ts';
import { subscribe, unsubscribe } from './announcements/subscribe.ts';
import { cancel } from './batches/cancel.ts';
import { latestBatches } from './batches/latestBatches.ts';
import { placeCard } from './batches/placeCard.ts';
import { readBatchView } from './batches/readBatchView.ts';
import { receive } from './batches/receive.ts';
import { register } from './batches/register.ts';
import type { IntakeLimits } from './intake/limits.ts';
import { findDevices } from './lifecycle/findDevices.ts';
import type { Policy } from './policy/policy.ts';
import { everyRecord } from './ports/everyRecord.ts';
import type { Ports } from './ports/ports.ts';
import type { Registration } from './registration.ts';

/** The engine as the bot sees it. `wake` starts the next pass at once. */
export function createRegistration(
  ports: Pick<Ports, 'store' | 'clock' | 'newId' | 'health'>,
  policy: Policy,
  limits: IntakeLimits,
  wake: () => void,
): Registration {
  const { store } = ports;
  return {
    receive: (upload) => receive(upload, ports, policy, limits),
    async register(request) {
      const outcome = await register(request, ports, policy);
      if (outcome.kind === 'registered') wake();
      return outcome;
    },
    cancel: (request) => cancel(request, ports, policy),
    placeCard: (batchId, card) => placeCard(batchId, card, store),
    async batch(batchId) {
      const batch = await store.get('batches', batchId);
      return batch === undefined ? undefined : readBatchView(batch, ports, policy);
    },
    batches: (limit) => latestBatches(limit, ports, policy),
    devices: (serialNumber) => findDevices(serialNumber, store),
    subscribe: (channel) => subscribe(channel, ports),
    unsubscribe: (channel) => unsubscribe(channel, ports),
    subscriptions: () => Array.fromAsync(everyRecord(store, 'channels', {})),
    rememberConversation: (id, reference) => rememberConversation(id, reference, ports),
  };
}
