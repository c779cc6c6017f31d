import type { Policy } from '../policy/policy.ts';
import type { Ports } from '../ports/ports.ts';
import type { Audiences } from './audiences.ts';
import type { TellingOrder } from './tellingOrder.ts';

/** What delivering needs. */
export type Delivering = Pick<Ports, 'store' | 'clock' | 'courier' | 'log' | 'health'>;

/** One run of the delivery. */
export interface DeliveryRun {
  world: Delivering;
  policy: Policy;
  audiences: Audiences;
  order: TellingOrder;
}
