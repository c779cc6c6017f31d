import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { ServiceError } from '../ports/serviceError.ts';
import { existing } from '../userName.ts';
import { importNotSent } from './decideImport.ts';
import type { Device } from './device.ts';
import { record } from './moves.ts';

type World = Pick<Ports, 'store' | 'clock' | 'directory' | 'log'>;

/** Milliseconds until devices with a user are tried again when nobody could be looked up. */
const tryAgain = 60_000;

/** Which of the users these devices are assigned to exist now; the error when the directory cannot be asked. */
export async function usersOf(
  devices: readonly Device[],
  { directory, log }: Pick<World, 'directory' | 'log'>,
): Promise<ReadonlySet<string> | ServiceError> {
  const names = [...new Set(devices.flatMap(({ assignedUser }) => assignedUser ?? []))];
  if (names.length === 0) return new Set();
  try {
    return await existing(names, directory.usersExist);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.warn({ code: error.code, status: error.status }, 'assigned users could not be looked up; their devices wait');
    return error;
  }
}

/**
 * The device as it may be imported: without its user where there is no such user, since Autopilot checks only the domain and a device with a
 * wrong user lets nobody in. `undefined` when that cannot be known now: its claim is taken back, and it is imported later.
 */
export async function withUser(
  device: Device,
  users: ReadonlySet<string> | ServiceError,
  { store, clock }: Pick<World, 'store' | 'clock'>,
  policy: Policy,
): Promise<Device | undefined> {
  const { assignedUser } = device;
  if (assignedUser === undefined) return device;
  const now = clock.now();
  if (users instanceof ServiceError) {
    const reason = 'the assigned user could not be looked up';
    const refusal = users.kind === 'forbidden' ? users : undefined;
    const facts = { now, delay: tryAgain, reason, kind: 'later', refusal } as const;
    await store.replace('devices', importNotSent(device, policy, facts));
    return undefined;
  }
  if (users.has(assignedUser)) return device;
  const text = `Imported without a user: there is no ${assignedUser} in the directory`;
  const without = record({ ...device, assignedUser: undefined }, text, now);
  return (await store.replace('devices', without)) ?? without;
}
