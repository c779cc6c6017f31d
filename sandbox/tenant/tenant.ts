import type { SandboxClock } from '../clock.ts';
import { considerAssignment } from './assignment.ts';
import { planDeviceEvaluation } from './dynamicGroups.ts';
import { nextUser, signIn, signInByThemselves, unbox } from './enrolment.ts';
import { addFleet } from './fleet.ts';
import { type Latencies, publishedLatencies, quickLatencies } from './latencies.ts';
import { addMembers, removeMember } from './membership.ts';
import { type DeviceOverview, overview } from './overview.ts';
import { furnish, presetTenantId } from './preset.ts';
import type { AutopilotDevice, Group, ManagedDevice, User } from './records.ts';
import { type RegisteredDevice, register } from './registration.ts';
import { createWorld, type ImportError, type World } from './world.ts';

export interface TenantOptions {
  /** `published` (the default) or `quick`, or single latencies over the published ones. */
  latencies?: 'published' | 'quick' | Partial<Latencies> | undefined;
  /** Seed of everything random in the tenant; 1 when left out. */
  seed?: number | undefined;
  /** Whether import ids come back as they were sent; true when left out. */
  echoImportId?: boolean | undefined;
  /** Users sign in by themselves this many milliseconds after their device's profile was assigned; off when left out. */
  signInAfter?: number | undefined;
  /** Devices that are already registered, assigned and in use. */
  fleet?: number | undefined;
}

/** A device as an OEM or partner uploads it. */
export type PartnerDevice = Pick<RegisteredDevice, 'serialNumber' | 'manufacturer' | 'model' | 'groupTag'>;

/** The tenant, and the people who act in it. Serial numbers that are not registered reject with a `RangeError`. */
export interface Tenant {
  /** The state itself, settled up to now; for the Graph routes and for tests. */
  world(): World;
  /** Somebody takes the device out of its box. */
  unbox(serialNumber: string): void;
  /** A user signs in on the device, the given one or the next in turn; it is enrolled from then on. */
  signIn(serialNumber: string, userPrincipalName?: string): ManagedDevice;
  /** The device stops checking in. */
  goQuiet(serialNumber: string): void;
  /** A partner registers devices without an import of ours. */
  partnerUpload(devices: readonly PartnerDevice[]): void;
  /** Another organisation has registered this serial number: imports of it fail from now on. */
  claimElsewhere(serialNumber: string): void;
  /** Imports of this serial number end with this error from now on; `undefined` ends that. */
  failImports(serialNumber: string, error: ImportError | undefined): void;
  /** An admin edits a static group by hand. */
  editGroup(groupName: string, change: 'add' | 'remove', serialNumber: string): void;
  /** Users sign in by themselves this many milliseconds after assignment, from now on; `undefined` stops that. */
  setSignInAfter(milliseconds: number | undefined): void;
  /** Every device of the tenant as a person wants to see it, newest first. */
  overview(limit?: number): { devices: DeviceOverview[]; total: number };
}

const fleetHistory = 30 * 24 * 60 * 60_000;

/** The preset tenant on this clock. */
export function createTenant(clock: Pick<SandboxClock, 'now'>, options: TenantOptions = {}): Tenant {
  const start = clock.now() - fleetHistory;
  const world = createWorld(presetTenantId, start, {
    latencies: latenciesOf(options.latencies),
    seed: options.seed ?? 1,
    echoImportId: options.echoImportId ?? true,
    signInAfter: undefined,
  });
  connect(world);
  furnish(world);
  addFleet(world, options.fleet ?? 0);
  world.settle(clock.now());
  world.options.signInAfter = options.signInAfter;

  const settled = (): World => {
    world.settle(clock.now());
    return world;
  };
  return {
    world: settled,
    unbox: (serialNumber) => unbox(settled(), find(world, serialNumber)),
    signIn(serialNumber, userPrincipalName) {
      const device = find(settled(), serialNumber);
      const user = userPrincipalName === undefined ? nextUser(world, device) : findUser(world, userPrincipalName);
      return signIn(world, device, user);
    },
    goQuiet(serialNumber) {
      const managed = settled().managed.get(find(world, serialNumber).managedDeviceId ?? '');
      if (managed === undefined) throw new RangeError(`${serialNumber} is not enrolled yet; let a user sign in first.`);
      managed.quietSince ??= world.now;
    },
    partnerUpload(devices) {
      settled();
      for (const device of devices) {
        register(world, { ...device, skuNumber: '', family: '', purchaseOrderIdentifier: '', userPrincipalName: '' });
      }
    },
    failImports(serialNumber, error) {
      if (error === undefined) settled().importErrors.delete(serialNumber.toLowerCase());
      else settled().importErrors.set(serialNumber.toLowerCase(), error);
    },
    claimElsewhere: (serialNumber) => settled().claimedElsewhere.add(serialNumber.toLowerCase()),
    editGroup(groupName, change, serialNumber) {
      const group = findGroup(settled(), groupName);
      const { entraObjectId } = find(world, serialNumber);
      if (change === 'add') addMembers(world, group, [entraObjectId]);
      else removeMember(world, group, entraObjectId);
    },
    setSignInAfter: (milliseconds) => {
      settled().options.signInAfter = milliseconds;
    },
    overview: (limit = Number.POSITIVE_INFINITY) => overview(settled(), limit),
  };
}

/** What follows from what. */
function connect(world: World): void {
  world.listeners.push((event) => {
    if (event.kind === 'deviceChanged') planDeviceEvaluation(world, event.device);
    if (event.kind === 'membershipChanged') considerAssignment(world, event.objectId);
    if (event.kind === 'profileAssigned') signInByThemselves(world, event.device);
  });
}

function latenciesOf(choice: TenantOptions['latencies']): Latencies {
  if (choice === 'quick') return quickLatencies;
  return choice === undefined || choice === 'published' ? publishedLatencies : { ...publishedLatencies, ...choice };
}

function find(world: World, serialNumber: string): AutopilotDevice {
  for (const device of world.autopilot.values()) if (device.serialNumber === serialNumber) return device;
  throw new RangeError(`No device with the serial number ${serialNumber} is registered with Autopilot in this tenant.`);
}

function findUser(world: World, userPrincipalName: string): User {
  const wanted = userPrincipalName.toLowerCase();
  for (const user of world.users.values()) if (user.userPrincipalName.toLowerCase() === wanted) return user;
  throw new RangeError(`Nobody in this tenant is called ${userPrincipalName}.`);
}

function findGroup(world: World, displayName: string): Group {
  for (const group of world.groups.values()) if (group.displayName === displayName) return group;
  throw new RangeError(`This tenant has no group called ${displayName}.`);
}
