import type { Clock } from '../registration/ports/clock.ts';
import type { Directory, Unchanged } from '../registration/ports/directory.ts';
import { isWithin } from '../registration/ports/isWithin.ts';
import { ServiceError } from '../registration/ports/serviceError.ts';

/** How long a group's id is believed to be the one of its name, in milliseconds. */
const believed = 10 * 60_000;

/** The same directory, which looks a group's id up once in ten minutes, and at once when a group it believed in turns out to be gone. */
export function believeGroupIds(directory: Directory, clock: Pick<Clock, 'now'>): Directory {
  const known = new Map<string, { id: string; at: number }>();
  const isBelieved = (name: string) => isWithin(believed, known.get(name)?.at, clock.now());

  async function groupIds(names: readonly string[]): Promise<Map<string, string>> {
    const doubtful = names.filter((name) => !isBelieved(name));
    if (doubtful.length > 0) {
      const found = await directory.groupIds(doubtful);
      for (const name of doubtful) known.delete(name);
      for (const [name, id] of found) known.set(name, { id, at: clock.now() });
    }
    return new Map(
      names.flatMap((name) => {
        const group = known.get(name);
        return group === undefined ? [] : [[name, group.id] as const];
      }),
    );
  }

  function doubt(error: unknown): never {
    if (error instanceof ServiceError && error.kind === 'notFound') known.clear();
    throw error;
  }

  const doubting = <T>(answer: Promise<T>): Promise<T> => answer.catch(doubt);

  async function* members(groupId: string): AsyncGenerator<string[]> {
    try {
      yield* directory.members(groupId);
    } catch (error) {
      doubt(error);
    }
  }

  /** Of changes, only what could not be done says that a group may be gone. */
  async function changed(answer: Promise<Map<string, Unchanged>>): Promise<Map<string, Unchanged>> {
    const left = await doubting(answer);
    if (left.size > 0) known.clear();
    return left;
  }

  return {
    ...directory,
    groupIds,
    members,
    memberships: (objectIds, ids, expected) => doubting(directory.memberships(objectIds, ids, expected)),
    addMembers: (additions) => changed(directory.addMembers(additions)),
    removeMembers: (removals) => changed(directory.removeMembers(removals)),
  };
}
