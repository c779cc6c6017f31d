import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { steps } from '../../../src/registration/lifecycle/device.ts';
import type { Observation } from '../../../src/registration/lifecycle/observation.ts';
import { buildDevice } from '../../support/buildDevice.ts';
import {
  allGroups,
  assigned,
  entraDevice,
  hour,
  identity,
  linked,
  look,
  managed,
  now,
  record,
} from '../../support/sightings.ts';

const device: fc.Arbitrary<Device> = fc
  .record({
    status: fc.constantFrom('pending', 'ready', 'active', 'inactive', 'failed', 'removed'),
    step: fc.constantFrom(...steps),
    looks: fc.integer({ min: 0, max: 8 }),
    due: fc.boolean(),
    importAttempts: fc.integer({ min: 0, max: 3 }),
    lastSyncAt: fc.option(fc.integer({ min: 0, max: now }), { nil: undefined }),
  })
  .map(({ due, step, status, ...rest }) =>
    buildDevice(
      {
        ...linked,
        ...rest,
        status,
        step: status === 'pending' || status === 'failed' ? step : 'assigned',
        importId: 'import-1',
        importRequestedAt: now - 2 * hour,
        dueAt: due ? now : undefined,
        stepSince: now - hour,
      } as Partial<Device>,
      now,
    ),
  );

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const observation: fc.Arbitrary<Observation> = fc.record(
  {
    importRecord: some<NonNullable<Observation['importRecord']>>(
      'absent',
      record({}),
      record({ state: 'complete', registrationId: 'autopilot' }),
      record({ state: 'error', errorName: 'ZtdDeviceAlreadyAssigned' }),
      record({ state: 'error', errorName: 'StorageError' }),
      record({ state: 'error', errorName: 'InvalidZtdHardwareHash' }),
    ),
    identity: some<NonNullable<Observation['identity']>>(
      'absent',
      identity(),
      identity({ groupTag: '' }),
      identity({ groupTag: 'Microsoft365Managed_PowerUser' }),
      identity({ hardwareChanged: true }),
    ),
    entraDevice: some<NonNullable<Observation['entraDevice']>>('absent', entraDevice),
    memberships: some<ReadonlySet<string>>(allGroups, new Set<string>(), new Set(['Modern Workplace Devices-All'])),
    assignment: some<NonNullable<Observation['assignment']>>('absent', assigned, { ...assigned, profile: 'Kiosk' }),
    managedDevices: some([managed()], [], [managed({ lastSyncAt: 1 })], [managed({ enrolledAt: 1 })]),
  },
  { requiredKeys: [] },
);

const rank = ({ status, step }: Device) => {
  if (status === 'pending') return steps.indexOf(step);
  return { ready: 10, active: 12, inactive: 11, failed: -1, removed: 20 }[status];
};

/** Something in the observation that explains why a device is not where it was. */
function cause(before: Device, seen: Observation): boolean {
  const wrong =
    seen.identity === 'absent' || (seen.identity !== undefined && seen.identity.groupTag !== before.groupTag);
  const changed = seen.identity !== undefined && seen.identity !== 'absent' && seen.identity.hardwareChanged;
  const lostProfile = seen.assignment === 'absent' || seen.assignment?.profile === 'Kiosk';
  const lostObject = seen.entraDevice === 'absent';
  const lostGroup = seen.memberships !== undefined && seen.memberships !== allGroups;
  const importOver =
    seen.importRecord === 'absent' || (seen.importRecord !== undefined && seen.importRecord.state === 'error');
  const quiet = before.lastSyncAt !== undefined && seen.managedDevices !== undefined;
  return (
    wrong ||
    changed ||
    lostProfile ||
    lostObject ||
    lostGroup ||
    importOver ||
    (before.status === 'active' && quiet) ||
    quietRecord(seen)
  );
}

function quietRecord({ managedDevices }: Observation): boolean {
  return managedDevices?.some(({ lastSyncAt }) => lastSyncAt === 1) === true;
}

describe('decide: properties', () => {
  it('never moves a device backwards without a cause it saw', () => {
    fc.assert(
      fc.property(device, observation, (before, seen) => {
        const { device: after } = look(before, seen);
        if (rank(after) >= rank(before)) return;
        assert.ok(cause(before, seen), `${before.status}/${before.step} -> ${after.status}/${after.step}`);
        assert.ok(after.timeline.length > before.timeline.length, 'the history says why');
      }),
      { numRuns: 5_000 },
    );
  });

  it('says whatever takes Ready for user away', () => {
    fc.assert(
      fc.property(device, observation, (before, seen) => {
        if (before.status !== 'ready') return;
        const { device: after } = look(before, seen);
        if (after.status !== 'pending' && after.status !== 'failed') return;
        assert.ok(after.announcements.some(({ kind }) => kind === 'withdrawn' || kind === 'failed'));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps announcement ids apart and never loses one, but a Ready that was withdrawn before anybody heard of it', () => {
    fc.assert(
      fc.property(device, fc.array(observation, { maxLength: 6 }), (before, looks) => {
        let current = before;
        for (const [index, seen] of looks.entries()) {
          const next = look(current, seen, { now: now + index * hour }).device;
          const isNews = next.announcementCount > current.announcementCount;
          const isWithdrawn = isNews && next.announcements.at(-1)?.kind === 'withdrawn';
          const kept = current.announcements.filter(({ kind }) => !isWithdrawn || kind !== 'ready');
          assert.deepEqual(next.announcements.slice(0, kept.length), kept);
          current = next;
        }
        assert.equal(new Set(current.announcements.map(({ id }) => id)).size, current.announcements.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not decide anything new when the same is seen twice at the same time', () => {
    fc.assert(
      fc.property(device, observation, (before, seen) => {
        const { device: once } = look(before, seen);
        if (once.status !== before.status || once.step !== before.step || once.dueAt === now) return;
        const { device: twice } = look(once, seen);
        assert.deepEqual(twice.announcements, once.announcements);
      }),
      { numRuns: 3_000 },
    );
  });
});
