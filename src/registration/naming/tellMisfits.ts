import { keepNotices } from '../notices/keepNotices.ts';
import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { usedStatuses } from './lookAtNames.ts';
import { approvedExceptions } from './nameReason.ts';
import { conventionOf, nameRules } from './nameRule.ts';
import { hasSerial, whyNoName } from './nameTemplate.ts';
import type { Misfit } from './naming.ts';

type World = Pick<Ports, 'store' | 'clock' | 'log'>;

/** Devices that the notice names. */
const named = 5;

/** Tells the channels once which devices in use the convention gives no name, because of their serial numbers: they keep the names they have. */
export async function tellMisfits(world: World, policy: Policy): Promise<void> {
  const { count, first } = await misfits(world, policy);
  const examples = first.map(({ serialNumber, why }) => `${serialNumber} (${why})`).join(', ');
  const rest = count > first.length ? ` and ${count - first.length} more` : '';
  const notice = {
    id: 'names:misfits',
    sentence: `The naming convention ${conventionOf(policy).text} gives ${count} ${count === 1 ? 'device' : 'devices'} in use no name: ${examples}${rest}. Serial numbers are never cut, so ${count === 1 ? 'it keeps its name' : 'they keep their names'}.`,
    remedy:
      'Shorten the naming convention of the policy, or use random digits, and start Preflight again; or ask for an exception for these devices.',
  };
  await keepNotices(notice.id, count === 0 ? [] : [notice], world);
}

async function misfits({ store, clock }: World, policy: Policy): Promise<{ count: number; first: Misfit[] }> {
  const found = { count: 0, first: [] as Misfit[] };
  const convention = conventionOf(policy);
  if (!hasSerial(convention)) return found;
  const ruleOf = nameRules(await approvedExceptions({ store }), policy, clock.now());
  for (const status of usedStatuses) {
    for await (const device of everyRecord(store, 'devices', { equals: { status } })) {
      const { serialNumber } = device;
      const why = whyNoName(convention, serialNumber);
      if (why === undefined || ruleOf(device).source !== 'convention') continue;
      found.count += 1;
      if (found.first.length < named) found.first.push({ serialNumber, why });
    }
  }
  return found;
}
