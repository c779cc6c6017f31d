import type { SandboxClock } from '../clock.ts';
import { considerAssignment } from './assignment.ts';
import { checkIn, restart } from './checkIn.ts';
import { renameByHand } from './deviceNames.ts';
import { planDeviceEvaluation } from './dynamicGroups.ts';
import { nextUser, signIn, signInByThemselves, unbox } from './enrolment.ts';
import { findDevice, findEnrolled, findGroup, findUser } from './find.ts';
import { addFleet } from './fleet.ts';
import type { GroupHistory } from './groupHistory.ts';
import { type Latencies, publishedLatencies, quickLatencies } from './latencies.ts';
import { addMembers, forgetMember, removeMember } from './membership.ts';
import { createMishaps, type Mishaps } from './mishaps.ts';
import { type DeviceOverview, overview } from './overview.ts';
import { furnish, presetTenantId } from './preset.ts';
import { recordGroupChange, refuseDeltaTokens } from './recordGroupChange.ts';
import type { ManagedDevice } from './records.ts';
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
  /** So many devices of the fleet, spread evenly, have a name given by hand (`LAPTOP-…`); none when left out. */
  renamedInFleet?: number | undefined;
  /** What becomes of `setDeviceName` on a hybrid joined device: 204 and a failed action at the next check-in (the default), or 400 at once. */
  hybridRename?: 'fails' | 'refused' | undefined;
  /** Lists of managed devices show `deviceActionResults`; false when left out, as people report of Intune, which shows them of a single device only. */
  listedActions?: boolean | undefined;
}

/** A device as an OEM or partner uploads it. */
export type PartnerDevice = Pick<RegisteredDevice, 'serialNumber' | 'manufacturer' | 'model' | 'groupTag'>;

/** The tenant, and the people who act in it. Serial numbers that are not registered reject with a `RangeError`. */
export interface Tenant extends Mishaps {
  /** The state itself, settled up to now; for the Graph routes and for tests. */
  world(): World;
  /** Somebody takes the device out of its box. */
  unbox(serialNumber: string): void;
  /** A user signs in on the device, the given one or the next in turn; it is enrolled from then on. */
  signIn(serialNumber: string, userPrincipalName?: string): ManagedDevice;
  /** The device stops checking in. */
  goQuiet(serialNumber: string): void;
  /** A device that went quiet checks in again, at once and from now on. */
  comeBack(serialNumber: string): void;
  /** A user renames the device by hand; Intune knows at once, unless the device is quiet. Without a name, one like `LAPTOP-3F9A1C`, always the same for a device. */
  rename(serialNumber: string, name?: string): void;
  /** A user restarts the device: it takes a queued name that it has heard of, and checks in as soon as a synchronisation would let it. */
  restart(serialNumber: string): void;
  /** A partner registers devices without an import of ours. */
  partnerUpload(devices: readonly PartnerDevice[]): void;
  /** Another organisation has registered this serial number: imports of it fail from now on. */
  claimElsewhere(serialNumber: string): void;
  /** Imports of this serial number end with this error from now on; `undefined` ends that. */
  failImports(serialNumber: string, error: ImportError | undefined): void;
  /** An admin edits a static group by hand. */
  editGroup(groupName: string, change: 'add' | 'remove', serialNumber: string): void;
  /** An admin gives a user another job title. */
  editUser(userPrincipalName: string, jobTitle: string): void;
  /** An admin deletes a user for good. */
  deleteUser(userPrincipalName: string): void;
  /** Every delta token issued until now is refused from now on: 410 with the address to start over from, or 400. */
  refuseDeltaTokens(refusal: GroupHistory['refusal']): void;
  /** Users sign in by themselves this many milliseconds after assignment, from now on; `undefined` stops that. */
  setSignInAfter(milliseconds: number | undefined): void;
  /** Every device of the tenant as a person wants to see it, newest first. */
  overview(limit?: number): { devices: DeviceOverview[]; total: number };
}

/** What an upload by serial number, manufacturer and model does not tell. */
const unknown = {
  skuNumber: '',
  family: '',
  purchaseOrderIdentifier: '',
  userPrincipalName: '',
  endorsementKey: '',
};

const fleetHistory = 30 * 24 * 60 * 60_000;

/** The preset tenant on this clock. */
export function createTenant(clock: Pick<SandboxClock, 'now'>, options: TenantOptions = {}): Tenant {
  const start = clock.now() - fleetHistory;
  const world = createWorld(presetTenantId, start, {
    latencies: latenciesOf(options.latencies),
    seed: options.seed ?? 1,
    echoImportId: options.echoImportId ?? true,
    signInAfter: undefined,
    hybridRename: options.hybridRename ?? 'fails',
    listedActions: options.listedActions ?? false,
  });
  connect(world);
  furnish(world);
  addFleet(world, options.fleet ?? 0, options.renamedInFleet);
  world.settle(clock.now());
  world.options.signInAfter = options.signInAfter;

  const settled = (): World => {
    world.settle(clock.now());
    return world;
  };
  return {
    ...createMishaps(settled),
    world: settled,
    unbox: (serialNumber) => unbox(settled(), findDevice(world, serialNumber)),
    signIn(serialNumber, userPrincipalName) {
      const device = findDevice(settled(), serialNumber);
      const user = userPrincipalName === undefined ? nextUser(world, device) : findUser(world, userPrincipalName);
      return signIn(world, device, user);
    },
    goQuiet(serialNumber) {
      findEnrolled(settled(), serialNumber).quietSince ??= world.now;
    },
    comeBack(serialNumber) {
      const managed = findEnrolled(settled(), serialNumber);
      managed.quietSince = undefined;
      checkIn(world, managed);
    },
    rename: (serialNumber, name) => renameByHand(settled(), findEnrolled(world, serialNumber), name),
    restart: (serialNumber) => restart(settled(), findEnrolled(world, serialNumber)),
    partnerUpload(devices) {
      settled();
      for (const device of devices) {
        register(world, { ...unknown, ...device });
      }
    },
    failImports(serialNumber, error) {
      if (error === undefined) settled().importErrors.delete(serialNumber.toLowerCase());
      else settled().importErrors.set(serialNumber.toLowerCase(), error);
    },
    claimElsewhere: (serialNumber) => settled().claimedElsewhere.add(serialNumber.toLowerCase()),
    editGroup(groupName, change, serialNumber) {
      const group = findGroup(settled(), groupName);
      const { entraObjectId } = findDevice(world, serialNumber);
      if (change === 'add') addMembers(world, group, [entraObjectId]);
      else removeMember(world, group, entraObjectId);
    },
    editUser(userPrincipalName, jobTitle) {
      const user = findUser(settled(), userPrincipalName);
      user.jobTitle = jobTitle;
      world.tell({ kind: 'userChanged', user, change: 'updated' });
    },
    deleteUser(userPrincipalName) {
      const user = findUser(settled(), userPrincipalName);
      world.users.delete(user.id);
      for (const group of world.groups.values()) forgetMember(world, group, user.id);
      world.tell({ kind: 'userChanged', user, change: 'deleted' });
    },
    refuseDeltaTokens: (refusal) => refuseDeltaTokens(settled(), refusal),
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
    recordGroupChange(world, event);
  });
}

function latenciesOf(choice: TenantOptions['latencies']): Latencies {
  if (choice === 'quick') return { ...quickLatencies };
  return choice === undefined || choice === 'published' ? publishedLatencies : { ...publishedLatencies, ...choice };
}
