import type { SandboxOptions } from '../../sandbox/server.ts';

/** The tenant every system meets: same latencies, same devices already there, same start. */
export type Setting = Required<Pick<SandboxOptions, 'fleet' | 'latencies' | 'throttling' | 'startAt'>>;

/** The published latencies beside 2,000 devices, without throttling: see `bench/graph.ts`. */
export const published: Setting = {
  fleet: 2_000,
  latencies: 'published',
  throttling: false,
  // Not on a full minute: clocks seldom are when somebody clicks.
  startAt: Date.UTC(2026, 0, 5, 9, 3, 17),
};
