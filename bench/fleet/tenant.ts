import { writeFileSync } from 'node:fs';
import { createSandbox } from '../../sandbox/server.ts';

/** A process of its own: a tenant with so many devices in use, of which one in a hundred synchronises when told to. Speaks over IPC. */
const [devices = 0, file = ''] = [Number(process.argv[2]), process.argv[3]];
const sandbox = await createSandbox({
  manual: true,
  startAt: Date.UTC(2026, 0, 5, 9),
  fleet: devices,
  throttling: false,
});
const world = sandbox.tenant.world();
for (const managed of world.managed.values()) managed.quietSince = world.now - 3_600_000;

const lines = [...world.autopilot.values()].map((device) => {
  const entra = world.devices.get(device.entraObjectId);
  const { id, serialNumber, manufacturer, model, groupTag, entraObjectId, managedDeviceId } = device;
  return JSON.stringify({
    id,
    serialNumber,
    manufacturer,
    model,
    groupTag,
    entraObjectId,
    entraDeviceId: entra?.deviceId,
    managedDeviceId,
  });
});
writeFileSync(file, lines.join('\n'));
process.send?.({
  origin: sandbox.origin,
  secret: sandbox.credentials.identitySecret,
  now: sandbox.clock.now(),
  inGroups: [...world.groups.values()].map(({ displayName, members }) => [displayName, members.size]),
});

process.on('message', (message: { kind: 'hour' | 'count' }) => {
  if (message.kind === 'hour') {
    sandbox.clock.advance(3_600_000);
    let place = 0;
    for (const managed of world.managed.values()) {
      if (place % 100 === 0) {
        managed.quietSince = undefined;
        managed.extraCheckInAt = sandbox.clock.now();
      }
      place += 1;
    }
    sandbox.log.reset();
    process.send?.({ now: sandbox.clock.now() });
  } else process.send?.(sandbox.log.counters());
});
