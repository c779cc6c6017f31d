import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { type NameRule, nameRules } from './nameRule.ts';
import { matchesTemplate, whyNoName } from './nameTemplate.ts';
import type { NameReason } from './naming.ts';
import type { NamingException } from './namingException.ts';

/** The exceptions that somebody approved and that nobody ended. */
export async function approvedExceptions({ store }: Pick<Ports, 'store'>): Promise<NamingException[]> {
  return Array.fromAsync(everyRecord(store, 'namingExceptions', { equals: { state: 'approved' } }));
}

/** Why a device has its name; `undefined` for a device that is not known. */
export async function readNameReason(
  deviceId: string,
  world: Pick<Ports, 'store' | 'clock'>,
  policy: Policy,
): Promise<NameReason | undefined> {
  const device = await world.store.get('devices', deviceId);
  if (device === undefined) return undefined;
  const rule = nameRules(await approvedExceptions(world), policy, world.clock.now())(device);
  const misfit = rule.template === undefined ? undefined : whyNoName(rule.template, device.serialNumber);
  return { device, rule, misfit, follows: follows(device, rule) };
}

/** Whether a device's name is what applies to it; one that the template gives no name, or that keeps its own, follows whatever it is called. */
export function follows({ deviceName, serialNumber }: Device, { template }: NameRule): NameReason['follows'] {
  if (template === undefined || whyNoName(template, serialNumber) !== undefined) return 'yes';
  if (deviceName === undefined) return 'unknown';
  return matchesTemplate(template, serialNumber, deviceName) ? 'yes' : 'no';
}
