import { isWithinShape, type ShapeLimits } from './jsonShape.ts';

/** Bytes of one activity. Teams carries messages of 100 kB, as text and as HTML (msteams-docs, includes/agent-message-size-limit). */
export const activityBytes = 1024 * 1024;

/** An activity has some hundred members, a card with many inputs some hundred more. */
const activityShape: ShapeLimits = { depth: 64, members: 1_000, total: 10_000 };

/** Whether a text may be parsed as an activity. */
export function fitsActivity(text: string): boolean {
  return isWithinShape(text, activityShape);
}

/** Bytes of one POST of notifications; a hundred of them are 60 kB. */
export const notificationBytes = 1024 * 1024;

/** A notification names 5,000 members at the most that were ever seen, of two parts each. */
const notificationShape: ShapeLimits = { depth: 64, members: 20_000, total: 50_000 };
/** Characters below which a body is parsed whatever its shape: looking costs a quarter of what parsing does, and a hundred notifications are fewer. */
const small = 64 * 1024;

/** Whether a text may be parsed as notifications. */
export function fitsNotifications(text: string): boolean {
  return text.length <= small || isWithinShape(text, notificationShape);
}

/** Bytes of all bodies that are on their way at a time, of a process that has 192 MB of heap. */
export const allBodies = 32 * 1024 * 1024;
