import type { Device } from '../lifecycle/device.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { usedStatuses } from './lookAtNames.ts';
import { approvedExceptions, follows } from './nameReason.ts';
import { nameRules, strongestFirst } from './nameRule.ts';
import type { NamingOverview, TemplateDifference } from './naming.ts';
import { isInForce } from './namingException.ts';
import { readNamingViews } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** What is in force, what waits, and how many names are off: one look at all devices. `differences` are those of the Autopilot profiles, as they were read. */
export async function readNamingOverview(
  differences: TemplateDifference[],
  world: World,
  policy: Policy,
): Promise<NamingOverview> {
  const { store, clock } = world;
  const asOf = clock.now();
  const approved = await approvedExceptions(world);
  const requested = await Array.fromAsync(everyRecord(store, 'namingExceptions', { equals: { state: 'requested' } }));
  const inForce = strongestFirst(approved.filter((exception) => isInForce(exception, asOf)));
  const waiting = requested
    .filter(({ until }) => until > asOf)
    .sort((one, other) => one.requestedAt - other.requestedAt);
  const ruleOf = nameRules(approved, policy, asOf);
  let off = 0;
  const countOff = (device: Device) => {
    const isUsed = usedStatuses.some((status) => status === device.status);
    if (isUsed && follows(device, ruleOf(device)) === 'no') off += 1;
  };
  const views = await readNamingViews([...inForce, ...waiting], world, policy, countOff);
  return {
    convention: policy.naming.template,
    inForce: views.slice(0, inForce.length),
    waiting: views.slice(inForce.length),
    differences,
    off,
    asOf,
  };
}
