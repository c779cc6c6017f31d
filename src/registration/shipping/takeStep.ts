import { noBatch } from '../announcements/digest.ts';
import { markCardsDue } from '../batches/updateCards.ts';
import type { Device, PersonsWord } from '../lifecycle/device.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import { meantDevices } from './meantDevices.ts';
import { obstacle, type PersonsStep, withWord } from './personsStep.ts';
import { lifeOf } from './shownDevices.ts';
import type { StepOutcome, SteppedDevice, StepRequest } from './stepOutcome.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** What is asked of one device: the word, whether its serial number was given, and its life as the card showed it. */
interface Asked {
  step: PersonsStep;
  word: PersonsWord;
  byName: boolean;
  life: string | undefined;
}

/**
 * Records somebody's word about devices, with who and when. The first word stays until it is taken back; a device whose state does not allow the
 * step, or that is not what the card showed, is left as it is and reported. Stopped half-way, the same request takes the step for the rest.
 */
export async function takeStep(step: PersonsStep, request: StepRequest, world: World): Promise<StepOutcome> {
  const { scope, actor } = request;
  const { devices: meant, ...unclear } = await meantDevices(scope, world.store);
  const lives = 'shown' in scope ? new Map(scope.shown.map(({ key, life }) => [key, life])) : undefined;
  const word = { by: actor, at: world.clock.now() };
  const asked = (device: Device): Asked => ({ step, word, byName: lives === undefined, life: lives?.get(device.id) });
  await audit(
    step,
    request,
    meant.filter((device) => resultFor(device, asked(device)) === 'taken'),
    world,
  );
  const devices: SteppedDevice[] = [];
  for (const device of meant) devices.push(await takeOne(device, asked(device), world.store));
  const taken = new Set(devices.filter(({ result }) => result === 'taken').map(({ id }) => id));
  const markId = taken.size === 0 ? undefined : await keepMark(step, word, [...taken], world);
  await markCardsDue(new Set(meant.filter(({ id }) => taken.has(id)).map(batchOf)), world);
  return { devices, ...unclear, shown: lives?.size, markId };
}

function batchOf({ requestedIn }: Device): string {
  return requestedIn ?? noBatch;
}

/** What becomes of a device as it is stored. */
function resultFor(device: Device, { step, byName, life }: Asked): SteppedDevice['result'] {
  const said = device[step];
  const inTheWay = obstacle(step, device, byName);
  if (inTheWay !== undefined && (said === undefined || inTheWay !== 'inactive')) return inTheWay;
  if (said !== undefined) return 'before';
  // Digests of Preflight 0.1 do not know the lives of their devices.
  return life === undefined || life === '' || life === lifeOf(device) ? 'taken' : 'again';
}

async function takeOne(device: Device, asked: Asked, store: Ports['store']): Promise<SteppedDevice> {
  const { step, word } = asked;
  const { id, serialNumber, manufacturer, status, problem } = device;
  const facts = { id, serialNumber, manufacturer, status, problem };
  const said = device[step];
  const result = resultFor(device, asked);
  if (result === 'again') return { ...facts, result, word: undefined };
  if (result === 'before') return { ...facts, result, word: said ?? word };
  if (result !== 'taken') return { ...facts, result, word: said };
  if ((await store.replace('devices', withWord(step, device, word))) !== undefined) return { ...facts, result, word };
  // A pass or somebody else was faster: what is true now decides.
  const now = await store.get('devices', device.id);
  return now === undefined ? { ...facts, result: 'removed', word: undefined } : takeOne(now, asked, store);
}

/** Notes what was said at once, for the button that takes it back. */
async function keepMark(
  step: PersonsStep,
  word: PersonsWord,
  keys: string[],
  { store, newId }: World,
): Promise<string> {
  const id = newId();
  await store.create('marks', { id, step, ...word, keys });
  return id;
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
    subject: 'shown' in scope ? scope.subject : named,
    detail: { devices: devices.length, serialNumbers: devices.map(({ serialNumber }) => serialNumber) },
    activityId,
  });
}
