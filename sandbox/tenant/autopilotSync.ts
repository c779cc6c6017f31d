import type { AutopilotDevice } from './records.ts';
import { applyChanges, finishDeletion } from './registration.ts';
import type { World } from './world.ts';

/** No second synchronisation within ten minutes of the last, whoever asked for it. */
const restBetween = 10 * 60_000;

/** Starts a synchronisation of the tenant; says why where that is not possible now. */
export function startSync(world: World): 'started' | 'running' | 'tooSoon' {
  if (world.sync.startedAt !== undefined) return 'running';
  if (world.sync.requestedAt !== undefined && world.now - world.sync.requestedAt < restBetween) return 'tooSoon';
  world.sync.requestedAt = world.now;
  world.sync.startedAt = world.now;
  world.after(world.options.latencies.sync, () => finishSync(world));
  return 'started';
}

/** Notes changed properties; they show after the next synchronisation, Intune's own at the latest. */
export function changeDevice(world: World, device: AutopilotDevice, changes: AutopilotDevice['changes']): void {
  device.changes = { ...device.changes, ...changes };
  const { backgroundSync } = world.options.latencies;
  const sinceLast = (world.now - world.sync.finishedAt) % backgroundSync;
  world.after(backgroundSync - sinceLast, () => {
    if (Object.keys(device.changes).length > 0) applyChanges(world, device);
  });
}

function finishSync(world: World): void {
  world.sync.startedAt = undefined;
  world.sync.finishedAt = world.now;
  for (const device of world.autopilot.values()) {
    if (Object.keys(device.changes).length > 0) applyChanges(world, device);
    if (device.deleting) finishDeletion(world, device);
  }
}
