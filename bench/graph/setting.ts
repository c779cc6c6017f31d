import type { SandboxOptions } from '../../sandbox/server.ts';

/** The tenant every system meets: same latencies, same devices already there, same start. */
export type Setting = Required<Pick<SandboxOptions, 'fleet' | 'latencies' | 'throttling' | 'startAt' | 'openapi'>>;

/** The published latencies beside 2,000 devices, without throttling: see `bench/graph.ts`. */
export const published: Setting = {
  fleet: 2_000,
  latencies: 'published',
  throttling: false,
  // One of the dearer starts: the first assignments are seen five minutes before the last.
  startAt: Date.UTC(2026, 0, 5, 9, 3, 17),
  // Tests hold the same requests against Microsoft's description; here it would only take time.
  openapi: '',
};
