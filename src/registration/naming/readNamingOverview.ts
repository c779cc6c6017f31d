import type { Policy } from '../policy/policy.ts';
import { everyRecord } from '../ports/everyRecord.ts';
import type { Ports } from '../ports/ports.ts';
import { approvedExceptions, follows } from './nameReason.ts';
import { nameRules, strongestFirst } from './nameRule.ts';
import type { NamingOverview, NamingView, TemplateDifference } from './naming.ts';
import { isInForce, type NamingException } from './namingException.ts';
import { readNamingView } from './readNamingView.ts';

type World = Pick<Ports, 'store' | 'clock'>;

/** What is in force, what waits, and how many names are off. `differences` are those of the Autopilot profiles, as they were read. */
export async function readNamingOverview(
  differences: TemplateDifference[],
  world: World,
  policy: Policy,
): Promise<NamingOverview> {
  const { store, clock } = world;
  const asOf = clock.now();
  const approved = await approvedExceptions(world);
  const waiting = await Array.fromAsync(everyRecord(store, 'namingExceptions', { equals: { state: 'requested' } }));
  return {
    convention: policy.naming.template,
    inForce: await views(strongestFirst(approved.filter((exception) => isInForce(exception, asOf))), world, policy),
    waiting: await views(
      waiting.filter(({ until }) => until > asOf).sort((one, other) => one.requestedAt - other.requestedAt),
      world,
      policy,
    ),
    differences,
    off: await countOff(approved, world, policy),
    asOf,
  };
}

async function views(exceptions: readonly NamingException[], world: World, policy: Policy): Promise<NamingView[]> {
  const read: NamingView[] = [];
  for (const exception of exceptions) read.push(await readNamingView(exception, world, policy));
  return read;
}

async function countOff(
  approved: readonly NamingException[],
  { store, clock }: World,
  policy: Policy,
): Promise<number> {
  const ruleOf = nameRules(approved, policy, clock.now());
  let off = 0;
  for (const status of ['ready', 'active', 'inactive'] as const) {
    for await (const device of everyRecord(store, 'devices', { equals: { status } })) {
      if (follows(device, ruleOf(device)) === 'no') off += 1;
    }
  }
  return off;
}
