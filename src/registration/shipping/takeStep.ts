import { markCardsDue } from '../batches/updateCards.ts';
import type { Device, PersonsWord } from '../lifecycle/device.ts';
import { findDevices } from '../lifecycle/findDevices.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import { obstacle, type PersonsStep, withWord } from './personsStep.ts';
import type { StepOutcome, SteppedDevice, StepRequest } from './stepOutcome.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/**
 * Records somebody's word about devices, with who and when. The first word stays; a device whose state does not allow the step is left
 * as it is and reported. Stopped half-way, the same request takes the step for the rest.
 */
export async function takeStep(step: PersonsStep, request: StepRequest, world: World): Promise<StepOutcome> {
  const meant = await meantDevices(request.scope, world.store);
  if (meant === undefined) return { kind: 'notFound' };
  const byName = !('batchId' in request.scope);
  const word = { by: request.actor, at: world.clock.now() };
  await audit(
    step,
    request,
    meant.devices.filter((device) => device[step] === undefined && obstacle(step, device, byName) === undefined),
    world,
  );
  const devices: SteppedDevice[] = [];
  const batches = new Set<string>();
  for (const device of meant.devices) {
    const stepped = await takeOne(step, device, word, byName, world.store);
    devices.push(stepped);
    if (stepped.result === 'taken' && device.requestedIn !== undefined) batches.add(device.requestedIn);
  }
  await markCardsDue(batches, world);
  const { unknown, repeated, ambiguous } = meant;
  return { kind: 'answered', devices, unknown, repeated, ambiguous };
}

type Meant = Pick<Extract<StepOutcome, { kind: 'answered' }>, 'unknown' | 'repeated' | 'ambiguous'> & {
  devices: Device[];
};

async function meantDevices(scope: StepRequest['scope'], store: Ports['store']): Promise<Meant | undefined> {
  if ('serialNumbers' in scope) return namedDevices(scope.serialNumbers, store);
  if ('deviceIds' in scope) return chosenDevices(scope.deviceIds, store);
  if ((await store.get('batches', scope.batchId)) === undefined) return undefined;
  const devices = await Array.fromAsync(everyRecord(store, 'devices', { equals: { requestedIn: scope.batchId } }));
  return { devices, unknown: [], repeated: [], ambiguous: [] };
}

async function namedDevices(serialNumbers: readonly string[], store: Ports['store']): Promise<Meant> {
  const given = Map.groupBy(
    serialNumbers.map((serialNumber) => serialNumber.trim()).filter((serialNumber) => serialNumber !== ''),
    (serialNumber) => serialNumber.toUpperCase(),
  );
  const meant: Meant = { devices: [], unknown: [], repeated: [], ambiguous: [] };
  for (const [serialNumber = '', ...again] of given.values()) {
    const found = await findDevices(serialNumber, store);
    if (found.length > 1) meant.ambiguous.push({ serialNumber, devices: found });
    else meant.devices.push(...found);
    if (found.length === 0) meant.unknown.push(serialNumber);
    if (again.length > 0) meant.repeated.push(serialNumber);
  }
  return meant;
}

async function chosenDevices(deviceIds: readonly string[], store: Ports['store']): Promise<Meant> {
  const meant: Meant = { devices: [], unknown: [], repeated: [], ambiguous: [] };
  for (const id of new Set(deviceIds)) {
    const device = await store.get('devices', id);
    if (device === undefined) meant.unknown.push(id.split('|').at(-1) ?? id);
    else meant.devices.push(device);
  }
  return meant;
}

async function takeOne(
  step: PersonsStep,
  device: Device,
  word: PersonsWord,
  byName: boolean,
  store: Ports['store'],
): Promise<SteppedDevice> {
  const { id, serialNumber, manufacturer, status, problem } = device;
  const facts = { id, serialNumber, manufacturer, status, problem };
  const said = device[step];
  const inTheWay = obstacle(step, device, byName);
  if (inTheWay !== undefined && (said === undefined || inTheWay !== 'inactive'))
    return { ...facts, result: inTheWay, word: said };
  if (said !== undefined) return { ...facts, result: 'before', word: said };
  if ((await store.replace('devices', withWord(step, device, word))) !== undefined)
    return { ...facts, result: 'taken', word };
  // A pass or somebody else was faster: what is true now decides.
  const now = await store.get('devices', device.id);
  return now === undefined ? { ...facts, result: 'removed', word: undefined } : takeOne(step, now, word, byName, store);
}

/** One entry for what one person says at once; none when it would change nothing. */
async function audit(
  step: PersonsStep,
  { scope, actor, activityId }: StepRequest,
  devices: readonly Device[],
  world: World,
): Promise<void> {
  const [first, ...others] = devices;
  if (first === undefined) return;
  const named = others.length === 0 ? first.id : 'devices';
  await auditRequest(world, {
    actor,
    action: step === 'shipped' ? 'askedToMarkShipped' : 'askedToConfirm',
    subject: 'batchId' in scope ? scope.batchId : named,
    detail: { devices: devices.length, serialNumbers: devices.map(({ serialNumber }) => serialNumber) },
    activityId,
  });
}
