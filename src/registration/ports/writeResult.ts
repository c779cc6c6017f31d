import type { ServiceError } from './serviceError.ts';

/** How one of a set of writes ended: `done`, where things are taken away also when there was nothing left to do, or why it was refused. */
export type WriteResult = 'done' | ServiceError;
