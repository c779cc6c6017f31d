import type { Policy } from '../policy/policy.ts';
import type { ImportRow } from '../ports/autopilot.ts';
import type { Ports } from '../ports/ports.ts';
import { neverSent, ServiceError } from '../ports/serviceError.ts';
import { importDoubted, importNotSent } from './decideImport.ts';
import type { Device } from './device.ts';

type World = Pick<Ports, 'store' | 'clock' | 'autopilot' | 'log'>;

/** Milliseconds until an import that was not sent is tried again, when the service does not say. */
const notSentDelay = 60_000;
/** Milliseconds before the list of imports is asked for one that was refused: it takes a moment to show what is new. */
const leastDelay = 15_000;
/** Devices refused one by one, with one code and none taken, after which the refusal is taken for one of the whole tenant. */
const generalAfter = 8;

/** One device and its row of the request. */
export interface Passenger {
  device: Device;
  row: ImportRow;
}

/** How one import id has fared so far. */
interface Trial {
  taken: boolean;
  /** Refused standing alone. */
  alone: Untaken[];
  /** Refused together, and not looked into. */
  together: Untaken[];
}

interface Untaken {
  device: Device;
  error: ServiceError;
}

/** Sends devices under one import id, in chunks. What is surely not sent is taken back: a device refused by itself fails, others are tried again. */
export async function sendImports(
  importId: string,
  passengers: readonly Passenger[],
  world: World,
  policy: Policy,
): Promise<void> {
  const trial: Trial = { taken: false, alone: [], together: [] };
  const { chunk } = policy.import;
  for (let start = 0; start < passengers.length; start += chunk)
    await sendChunk(importId, passengers.slice(start, start + chunk), world, policy, trial);
  const general = isGeneral(trial);
  for (const untaken of trial.alone) await takeBack(untaken, general ? 'later' : 'refused', world, policy);
  for (const untaken of trial.together) await takeBack(untaken, 'later', world, policy);
}

/** Sends one chunk. One that is refused for its size or content is halved until the device at fault stands alone. */
async function sendChunk(
  importId: string,
  passengers: readonly Passenger[],
  world: World,
  policy: Policy,
  trial: Trial,
): Promise<void> {
  const devices = passengers.map(({ device }) => device);
  try {
    const recordIds = await world.autopilot.importDevices(
      importId,
      passengers.map(({ row }) => row),
    );
    trial.taken = true;
    // Where the service does not give import ids back, record ids are all that tells our records from others.
    const taken = devices.map((device): Device => {
      return { ...device, importTaken: true, importRecordId: recordIds.get(device.serialNumber) };
    });
    await world.store.replaceAll('devices', taken);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { code, status, requestId } = error;
    world.log.warn({ importId, devices: devices.length, code, status, requestId }, 'import request failed');
    if (error.outcome === 'unknown') return;
    if (isDoubtful(error)) await doubt(devices, error, world);
    else if (error.kind !== 'refused')
      for (const device of devices) await takeBack({ device, error }, 'later', world, policy);
    else if (devices.length === 1) trial.alone.push(...devices.map((device) => ({ device, error })));
    else if (isGeneral(trial)) trial.together.push(...devices.map((device) => ({ device, error })));
    else {
      const half = Math.ceil(passengers.length / 2);
      await sendChunk(importId, passengers.slice(0, half), world, policy, trial);
      await sendChunk(importId, passengers.slice(half), world, policy, trial);
    }
  }
}

/** An answer that asks to come back is no proof that nothing was done: the list of imports is looked at before the import is sent again. */
function isDoubtful({ kind, status, code }: ServiceError): boolean {
  return (kind === 'throttled' && code !== neverSent) || status === 401;
}

async function doubt(devices: readonly Device[], error: ServiceError, { store, clock }: World): Promise<void> {
  const facts = {
    now: clock.now(),
    delay: Math.max(error.retryAfter ?? notSentDelay, leastDelay),
    refusal: error.kind === 'forbidden' ? error : undefined,
  };
  await store.replaceAll(
    'devices',
    devices.map((device) => importDoubted(device, facts)),
  );
}

/** Whether the service refuses every device alike: none is at fault then. */
function isGeneral({ taken, alone }: Trial): boolean {
  return !taken && alone.length >= generalAfter && new Set(alone.map(({ error }) => error.code)).size === 1;
}

async function takeBack(
  { device, error }: Untaken,
  kind: 'refused' | 'later',
  { store, clock }: World,
  policy: Policy,
): Promise<void> {
  // A refusal does not pass by waiting a minute, as a busy service does.
  const delay = error.kind === 'refused' ? (policy.import.ticks.at(-1) ?? notSentDelay) : notSentDelay;
  const facts = {
    now: clock.now(),
    delay: error.retryAfter ?? delay,
    reason: error.message,
    requestId: error.requestId,
    kind,
    refusal: error.kind === 'forbidden' ? error : undefined,
  };
  await store.replace('devices', importNotSent(device, policy, facts));
}
