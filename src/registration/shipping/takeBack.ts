import { noBatch } from '../announcements/digest.ts';
import { markCardsDue } from '../batches/updateCards.ts';
import type { Device, PersonsWord } from '../lifecycle/device.ts';
import { record } from '../lifecycle/moves.ts';
import type { Person } from '../person.ts';
import type { Ports } from '../ports/ports.ts';
import { auditRequest } from '../writeAudit.ts';
import { type Meant, meantDevices } from './meantDevices.ts';
import type { PersonsStep } from './personsStep.ts';
import type { StepOutcome } from './stepOutcome.ts';

type World = Pick<Ports, 'store' | 'clock' | 'newId'>;

/** A registrar may take a word back for a day after it was said; then only an administrator may. Milliseconds. */
export const takenBackWithin = 24 * 3_600_000;

/** Somebody takes back that devices were shipped, or that they work. */
export interface TakeBackRequest {
  step: PersonsStep;
  /** Devices by serial number, whoever said it of them and when; by key; or what one person said of several at once. */
  scope: { serialNumbers: readonly string[] } | { deviceIds: readonly string[] } | { markId: string };
  /** Why, in the words of who asks. */
  reason: string;
  actor: Person;
  /** Whether the actor may take back what was said more than a day ago. */
  isAdministrator: boolean;
  activityId: string | undefined;
}

/** What became of it for one device. `word` is what was said. */
export type TakenBack = Pick<Device, 'id' | 'serialNumber' | 'manufacturer' | 'status'> &
  (
    | { result: 'takenBack' | 'tooOld'; word: PersonsWord }
    /** Nobody has said it, or it was taken back before. */
    | { result: 'unsaid'; word: undefined }
    /** Somebody has said it anew since, which this was not about. */
    | { result: 'saidAnew'; word: PersonsWord }
  );

/** What became of the request. */
export type TakeBackOutcome =
  | ({ kind: 'answered'; devices: TakenBack[] } & Pick<StepOutcome, 'unknown' | 'repeated' | 'ambiguous'>)
  /** What the button was for is not known any more. */
  | { kind: 'notFound' };

/**
 * Takes a word back: it is gone from the device, and stays in its history and in the audit, with who took it back and why. Each device is
 * judged as it is when it is its turn; stopped half-way, the same request does the rest.
 */
export async function takeBack(request: TakeBackRequest, world: World): Promise<TakeBackOutcome> {
  const { store } = world;
  const mark = 'markId' in request.scope ? await store.get('marks', request.scope.markId) : undefined;
  const scope = 'markId' in request.scope ? { deviceIds: mark?.keys ?? [] } : request.scope;
  if ('markId' in request.scope && mark?.step !== request.step) return { kind: 'notFound' };
  const { devices, ...unclear } = withSaid(request.step, await meantDevices(scope, store));
  const now = world.clock.now();
  const judge = (device: Device) => resultFor(device, request, mark, now);
  await audit(
    request,
    devices.filter((device) => judge(device) === 'takenBack'),
    world,
  );
  const outcomes: TakenBack[] = [];
  const batches = new Set<string>();
  for (const device of devices) {
    const taken = await takeOneBack(device, request, judge, world);
    outcomes.push(taken);
    if (taken.result === 'takenBack') batches.add(device.requestedIn ?? noBatch);
  }
  await markCardsDue(batches, world);
  return { kind: 'answered', devices: outcomes, ...unclear };
}

/** Where several devices have one serial number, the one is meant of which it was said. */
function withSaid(step: PersonsStep, { devices, ambiguous, ...unclear }: Meant): Meant {
  const meant: Meant = { ...unclear, devices: [...devices], ambiguous: [] };
  for (const shared of ambiguous) {
    const [said, ...others] = shared.devices.filter((device) => device[step] !== undefined);
    if (said === undefined) meant.devices.push(...shared.devices);
    else if (others.length === 0) meant.devices.push(said);
    else meant.ambiguous.push({ ...shared, devices: [said, ...others] });
  }
  return meant;
}

function resultFor(
  device: Device,
  { step, isAdministrator }: TakeBackRequest,
  mark: PersonsWord | undefined,
  now: number,
): TakenBack['result'] {
  const word = device[step];
  if (word === undefined) return 'unsaid';
  if (mark !== undefined && (word.at !== mark.at || word.by.id !== mark.by.id)) return 'saidAnew';
  return isAdministrator || now - word.at <= takenBackWithin ? 'takenBack' : 'tooOld';
}

async function takeOneBack(
  device: Device,
  request: TakeBackRequest,
  judge: (device: Device) => TakenBack['result'],
  world: World,
): Promise<TakenBack> {
  const { step, actor, reason } = request;
  const { id, serialNumber, manufacturer, status } = device;
  const facts = { id, serialNumber, manufacturer, status };
  const word = device[step];
  const result = judge(device);
  if (word === undefined || result === 'unsaid') return { ...facts, result: 'unsaid', word: undefined };
  if (result !== 'takenBack') return { ...facts, result, word };
  const without: Device = { ...device, [step]: undefined };
  // It waits to be shipped again, and may be forgotten again.
  if (step === 'shipped') without.shipReminderAt = undefined;
  const what = actor.id === word.by.id ? 'took it back' : `took back what ${word.by.name} said`;
  const text = `${lines[step]}: ${actor.name} ${what}, because ${reason}`;
  if ((await world.store.replace('devices', record(without, text, world.clock.now()))) !== undefined)
    return { ...facts, result, word };
  const current = await world.store.get('devices', id);
  return current === undefined
    ? { ...facts, result: 'unsaid', word: undefined }
    : takeOneBack(current, request, judge, world);
}

const lines: Readonly<Record<PersonsStep, string>> = {
  shipped: 'No longer marked as shipped',
  confirmed: 'No longer confirmed',
};

/** One entry for what one person takes back at once, with whose words these were. */
async function audit(
  { step, reason, actor, activityId }: TakeBackRequest,
  devices: readonly Device[],
  world: World,
): Promise<void> {
  const [first, ...others] = devices;
  if (first === undefined) return;
  await auditRequest(world, {
    actor,
    action: step === 'shipped' ? 'askedToTakeBackShipped' : 'askedToTakeBackConfirmed',
    subject: others.length === 0 ? first.id : 'devices',
    detail: {
      devices: devices.length,
      serialNumbers: devices.map(({ serialNumber }) => serialNumber),
      reason,
      said: devices.flatMap((device) => device[step] ?? []).map(({ by, at }) => ({ by: by.name, at })),
    },
    activityId,
  });
}
