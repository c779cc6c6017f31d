import type { Store } from '../ports/store.ts';
import type { NamingException } from './namingException.ts';

/** How often somebody else may be faster before it is given up. */
const attempts = 5;

/** Changes an exception as it is now; `undefined` when it is gone, or when `change` has nothing to change. Throws when others change it all the time. */
export async function changeException(
  store: Pick<Store, 'get' | 'replace'>,
  id: string,
  change: (exception: NamingException) => NamingException | undefined,
): Promise<NamingException | undefined> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const exception = await store.get('namingExceptions', id);
    const changed = exception === undefined ? undefined : change(exception);
    if (changed === undefined) return undefined;
    const stored = await store.replace('namingExceptions', changed);
    if (stored !== undefined) return stored;
  }
  throw new Error(`the naming exception ${id} is changed by others all the time`);
}
