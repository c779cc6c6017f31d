import assert from 'node:assert/strict';
import { createRegistration } from '../../../src/registration/createRegistration.ts';
import { defaultLimits } from '../../../src/registration/intake/limits.ts';
import { type Device, deviceKey } from '../../../src/registration/lifecycle/device.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { buttonsId } from '../../../src/registration/shipping/shownDevices.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import { followNothing, unnamed } from '../../support/followNothing.ts';
import { memoryWorld } from '../../support/memoryWorld.ts';
import { personalChat } from './activities.ts';
import { ada, sampleBatch } from './samples.ts';

/** The engine itself behind the bot, on a store in memory: for what depends on both. */
export function realRegistration() {
  const world = { ...memoryWorld(), ...unnamed, directory: { usersExist: async () => new Set<string>() } };
  const registration = createRegistration(world, defaultPolicy, defaultLimits, followNothing);
  return {
    world,
    registration,
    /** A batch of Ada's whose card is the message `card-<id>`. */
    async batch(id: string): Promise<void> {
      const card = { conversationId: personalChat, activityId: `card-${id}` };
      await world.store.create(
        'batches',
        sampleBatch({ id, state: 'open', profile: 'Standard', requester: ada, card }),
      );
    },
    /** Draws the batch's card; resolves with what its buttons carry. */
    async drawn(id: string): Promise<{ batchId: string; shown: string }> {
      const view = await registration.batch(id);
      assert.ok(view, id);
      await registration.keepShown(view);
      return { batchId: id, shown: buttonsId(id, view.buttons) };
    },
    /** Adds a device that is ready, unless `changes` say otherwise. */
    async device(serialNumber: string, changes: Partial<Device> = {}): Promise<{ id: string }> {
      const id = deviceKey(changes.manufacturer ?? 'Dell Inc.', serialNumber);
      await world.store.create('devices', buildDevice({ id, serialNumber, status: 'ready', ...changes }));
      return { id };
    },
    /** Devices somebody has marked as shipped, or confirmed. */
    async said(step: 'shipped' | 'confirmed'): Promise<string[]> {
      const { items } = await world.store.query('devices', { limit: 1_000 });
      return items.filter((device) => device[step] !== undefined).map(({ serialNumber }) => serialNumber);
    },
  };
}
