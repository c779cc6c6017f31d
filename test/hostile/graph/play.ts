import type { HostilePlay } from '../row.ts';

/** Not played yet. */
export const play: HostilePlay = async function* () {};
