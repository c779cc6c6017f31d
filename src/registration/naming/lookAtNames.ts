import { type Device, deviceKey } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Intune, NamedDevice } from '../ports/intune.ts';
import type { Ports } from '../ports/ports.ts';
import { isBeingRemoved } from '../removal/isBeingRemoved.ts';
import { decideName, isNameWanted, type NameDecision, type NameFacts } from './decideName.ts';
import { learnName, settleName } from './learnName.ts';
import { createNameBook, type NameBook } from './nameBook.ts';
import { approvedExceptions } from './nameReason.ts';
import { conventionOf, type NameRule, nameRules } from './nameRule.ts';
import type { NamePlan } from './naming.ts';

/** A device to be renamed, as it was seen: small, because a whole fleet may be. */
export interface Candidate {
  deviceId: string;
  /** When a name was asked for, last; `0` for never. Milliseconds since 1970 UTC. */
  askedAt: number;
  /** What its new name would follow. */
  source: NameRule['source'];
  shown: Pick<NamedDevice, 'id' | 'deviceName' | 'hybridJoined' | 'rename' | 'enrolledAt'>;
}

/** What a look at the names of a whole tenant found. */
export interface NameLook {
  /** Everybody's names. */
  names: NameBook;
  /** Those that were never asked before, then the longest ago. */
  candidates: Candidate[];
  left: NamePlan['left'];
  /** Devices of ours in use that were looked at. */
  ours: number;
  /** Of these, those whose name is not what the convention wants of them, asked already or not. */
  offConvention: number;
  /** Devices about which something new was seen, and stored. */
  written: number;
  /** The pages were read to their end; otherwise nobody knows which names are free. */
  isWhole: boolean;
}

/**
 * Reads the names of all managed devices, page by page and nothing else, and judges those of ours. What is new is handed to `keep`, page by
 * page, which says how many it stored. Rejects with `ServiceError`.
 */
export async function lookAtNames(
  { store, clock, intune }: Pick<Ports, 'store' | 'clock'> & { intune: Pick<Intune, 'namedDevices'> },
  policy: Policy,
  keep: (devices: Device[]) => Promise<number>,
  signal?: AbortSignal,
): Promise<NameLook> {
  const ruleOf = nameRules(await approvedExceptions({ store }), policy, clock.now());
  const convention = conventionOf(policy);
  const names = createNameBook();
  const look: NameLook = {
    names,
    candidates: [],
    left: nothingLeft(),
    ours: 0,
    offConvention: 0,
    written: 0,
    isWhole: true,
  };
  for await (const page of intune.namedDevices()) {
    if (signal?.aborted === true) return { ...look, isWhole: false };
    const now = clock.now();
    const changed: Device[] = [];
    for (const shown of page) {
      if (shown.deviceName !== '') names.take(shown.deviceName, deviceKey(shown.manufacturer, shown.serialNumber));
      const device = await deviceOf(shown, store);
      if (device === undefined) continue;
      look.ours += 1;
      const facts: NameFacts = { device, shown, rule: ruleOf(device), convention, policy: policy.naming, now };
      // Whether a name is wanted does not depend on what became of the last one.
      const isWanted = isNameWanted(decideName(facts));
      const learned = learnName(device, shown, { policy: policy.naming, now, isWanted });
      const decision = decideName({ ...facts, device: learned });
      const settled = settleName(learned, decision, facts);
      if (settled.renaming !== undefined) names.take(settled.renaming.name, device.id);
      if (facts.rule.source === 'convention' && isOff(decision)) look.offConvention += 1;
      if (decision.kind === 'left') look.left[decision.because] += 1;
      if (decision.kind === 'rename') look.candidates.push(candidateOf(settled, shown, facts.rule.source));
      // As stored: an absent field and one that is `undefined` are the same.
      if (JSON.stringify(settled) !== JSON.stringify(device)) changed.push(settled);
    }
    if (changed.length > 0) look.written += await keep(changed);
  }
  look.candidates.sort(
    (one, other) =>
      one.askedAt - other.askedAt || (one.deviceId < other.deviceId ? -1 : Number(one.deviceId > other.deviceId)),
  );
  return look;
}

/** Whether a device will be renamed, now or when something is over; not where it cannot be. */
function isOff(decision: NameDecision): boolean {
  if (decision.kind === 'left') return ['underWay', 'triedLately', 'justEnrolled'].includes(decision.because);
  return decision.kind === 'rename';
}

/** None left, for any reason. */
function nothingLeft(): NamePlan['left'] {
  return { excepted: 0, hybridJoined: 0, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 };
}

/** The device of ours that this record is, in use and in this life of it. */
async function deviceOf(shown: NamedDevice, store: Ports['store']): Promise<Device | undefined> {
  const { entraDeviceId, deviceName, manufacturer, serialNumber } = shown;
  if (deviceName === '') return undefined;
  const own = await store.get('devices', deviceKey(manufacturer, serialNumber));
  if (own !== undefined && isNamedHere(own, shown)) return own;
  if (entraDeviceId === undefined) return undefined;
  for await (const device of everyRecord(store, 'devices', { equals: { entraDeviceId } }))
    if (isNamedHere(device, shown)) return device;
  return undefined;
}

/** A device may have several records; the sweep finds out which of them is in its user's hands. */
function isNamedHere(device: Device, { id, managementState }: NamedDevice): boolean {
  return isRenamable(device) && device.managedDeviceId === id && managementState === 'managed';
}

/** Devices whose names Preflight looks after: those that may be in somebody's hands. */
export const usedStatuses = ['ready', 'active', 'inactive'] as const satisfies readonly Device['status'][];

/** Whether Preflight looks after the name of a device. */
export function isRenamable(device: Device): boolean {
  return !isBeingRemoved(device) && usedStatuses.some((status) => status === device.status);
}

function candidateOf(
  device: Device,
  { id, deviceName, hybridJoined, rename, enrolledAt }: NamedDevice,
  source: Candidate['source'],
): Candidate {
  const askedAt = device.renaming?.askedAt ?? 0;
  return { deviceId: device.id, askedAt, source, shown: { id, deviceName, hybridJoined, rename, enrolledAt } };
}
