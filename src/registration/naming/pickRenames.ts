import type { Device, Renaming } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import { decideName } from './decideName.ts';
import { isRenamable, type NameLook } from './lookAtNames.ts';
import { chooseName } from './nameBook.ts';
import { approvedExceptions } from './nameReason.ts';
import { conventionOf, type NameRule, nameRules } from './nameRule.ts';
import { hasRoomFor, type NameTemplate } from './nameTemplate.ts';

/** A device, as stored, and the name it is to get. */
export interface Rename {
  device: Device;
  /** Id of its Intune record. */
  managedDeviceId: string;
  template: NameTemplate;
  /** What says that it is to be called so. */
  source: NameRule['source'];
  renaming: Renaming;
}

/** Whom a run names. */
export interface Picked {
  renames: Rename[];
  /** Devices for which no free name was found. */
  unnamed: { device: Device; template: NameTemplate }[];
  /** Devices that have to wait for a later run. */
  later: number;
  /** Devices that the convention names, and has too few names for: none of them is renamed. */
  withoutRoom: number;
}

/**
 * Gives names to the first candidates, as many as a run may rename. The exceptions and each device are read again: a look at a whole tenant
 * takes minutes, and what was decided meanwhile counts.
 */
export async function pickRenames(
  { candidates, names, ours }: Pick<NameLook, 'candidates' | 'names' | 'ours'>,
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  policy: Policy,
  random: () => number,
): Promise<Picked> {
  const now = clock.now();
  const ruleOf = nameRules(await approvedExceptions({ store }), policy, now);
  const convention = conventionOf(policy);
  const hasRoom = hasRoomFor(convention, ours);
  const picked: Picked = { renames: [], unnamed: [], later: 0, withoutRoom: 0 };
  // Devices of whom people are to be told count as those that are renamed.
  let told = 0;
  for (const { deviceId, shown, source } of candidates) {
    if (picked.renames.length + told >= policy.naming.mostPerRun) {
      picked.later += 1;
      continue;
    }
    const device = await store.get('devices', deviceId);
    if (device === undefined || !isRenamable(device) || device.managedDeviceId !== shown.id) continue;
    const rule = ruleOf(device);
    const decision = decideName({ device, shown, rule, convention, policy: policy.naming, now });
    if (decision.kind !== 'rename') continue;
    // An exception that ended since: a later run counts the device among those of the convention.
    if (rule.source !== source) continue;
    if (rule.source === 'convention' && !hasRoom) {
      picked.withoutRoom += 1;
      continue;
    }
    const { template } = decision;
    const name = chooseName(template, device, names, random);
    if (name === undefined) {
      picked.unnamed.push({ device, template });
      if (device.notRenamedSince === undefined) told += 1;
      continue;
    }
    names.take(name, device.id);
    const renaming: Renaming = { name, before: shown.deviceName, askedAt: now, state: 'claimed' };
    picked.renames.push({ device, managedDeviceId: shown.id, template, source: rule.source, renaming });
  }
  return picked;
}
