import type { ShapeLimits } from './jsonShape.ts';

/** Bytes of one activity. Teams carries messages of 100 kB, as text and as HTML (msteams-docs, includes/agent-message-size-limit). */
export const activityBytes = 1024 * 1024;

/** An activity has some hundred members, a card with many inputs some hundred more. */
export const activityShape: ShapeLimits = { depth: 64, members: 1_000, total: 10_000 };

/** Bytes of one POST of notifications; a hundred of them are 60 kB. */
export const notificationBytes = 1024 * 1024;

/** Bytes of all bodies that are on their way at a time, of a process that has 192 MB of heap. */
export const allBodies = 32 * 1024 * 1024;
