import { compare } from '../../src/registration/discovery/compare.ts';
import { discover } from '../../src/registration/discovery/discover.ts';
import { remediate } from '../../src/registration/remediation/remediate.ts';
import type { Engine } from './engine.ts';

/** The hourly jobs in their order, and the pass and deliver jobs they wake. */
export async function hourlyLook({ ports, policy, turn }: Engine): Promise<void> {
  const { errors } = await discover(ports, policy);
  if (errors.length > 0) throw new AggregateError(errors);
  await compare(ports, policy);
  await remediate(ports, policy);
  await turn();
}

/** What was posted so far: kinds of digests with the number of devices. */
export function postedKinds({ ports }: Engine): string[] {
  return ports.courier.digests.map(({ digest }) => `${digest.kind} ${digest.devices.length}`);
}
