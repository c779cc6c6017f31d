import type { Absence } from '../registration/ports/absence.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';

/** Asked for one by one after a list was read, at most: a list that fails as a whole must not cost a request for each of thousands. */
const mostAsked = 200;

/** How things are looked up. */
export interface LookUp {
  /** Whether asking for each is cheaper than the list. */
  byItem: boolean;
  absence: Absence;
  /** Reads the list; resolves with whether it is complete: read to its end, and no row left out. */
  list: () => Promise<boolean>;
  /** Whether the list showed what is known by this key. */
  isShown: (key: string) => boolean;
  /** Asks for each of these; resolves with those that could not be read. */
  ask: (keys: readonly string[]) => Promise<string[]>;
}

/**
 * Looks things up by item or in their list, whichever is cheaper. A list may lag: who must be sure of absence (`asked`) has what it did not
 * show asked for by item. So has everybody where the list could not be read to its end, or has rows that could not. Resolves with the keys
 * about which nothing is known. Rejects with `ServiceError`.
 */
export async function lookUp(
  keys: readonly string[],
  { byItem, absence, list, isShown, ask }: LookUp,
): Promise<string[]> {
  if (byItem) return ask(keys);
  const isComplete = await readToItsEnd(list);
  if (isComplete && absence === 'listed') return [];
  const missing = keys.filter((key) => !isShown(key));
  const asked = missing.slice(0, mostAsked);
  const left = missing.slice(mostAsked);
  if (asked.length === 0) return left;
  try {
    return [...(await ask(asked)), ...left];
  } catch (error) {
    // The list was read: what it did not show must not hide what it did.
    if (!(error instanceof ServiceError) || error.kind === 'forbidden') throw error;
    return missing;
  }
}

async function readToItsEnd(list: () => Promise<boolean>): Promise<boolean> {
  try {
    return await list();
  } catch (error) {
    // What it showed before is true all the same.
    if (error instanceof ServiceError && error.kind === 'unreadable') return false;
    throw error;
  }
}
