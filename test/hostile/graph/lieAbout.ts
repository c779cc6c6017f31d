import type { Fault } from '../../support/hostileGraph/lies.ts';
import type { Cell } from './cells.ts';
import type { Played } from './played.ts';
import { targets } from './targets.ts';
import type { World } from './world.ts';

const minute = 60_000;
/** Lies "for a while" last this long from the first one, in virtual milliseconds; those told to ready devices outlast the hour for which groups and profiles are believed. */
const aWhile = 40 * minute;
const aWhileWhenReady = 100 * minute;

/** Lies for which the library that signs in waits by itself. */
const waited: readonly Fault[] = ['retry-after-999999', 'retry-after-a-date'];

/** Whether it lies to ready devices only. */
export function startsReady({ target, moment }: Cell): boolean {
  return moment === 'ready' || (moment === 'after' && !targets[target].writes);
}

function lastingOf(cell: Cell): number {
  return startsReady(cell) ? aWhileWhenReady : aWhile;
}

/** From now on Graph lies as the cell says. */
export function lieAbout(cell: Cell, world: World, played: Played, startedAt: number): void {
  const { isAsked } = targets[cell.target];
  const refused = new Set<string>();
  let first: number | undefined;
  world.graphServer.lie = {
    fault: cell.fault,
    acts: cell.moment !== 'before',
    isTold(asked) {
      if (!isAsked(asked)) return false;
      // Of everything, the step it concerns is the import.
      const { importsReceived } = world.sandbox.tenant.world();
      if (cell.target === 'every-answer' && cell.moment === 'after' && importsReceived.size === 0) return false;
      const now = world.clock.now() - startedAt;
      const isOver =
        cell.lasting === 'once'
          ? asked.roundTrip !== (first ?? asked.roundTrip)
          : now > (played.lying?.from ?? now) + lastingOf(cell);
      if (isOver) return false;
      // "One 401" for a while: each request is refused once, then answered.
      if (cell.fault === 'one-401' && cell.lasting === 'for-a-while') {
        const key = `${asked.method} ${asked.url}`;
        if (refused.delete(key)) return false;
        refused.add(key);
      }
      first ??= asked.roundTrip;
      // The library waits as it was told, out of sight; Preflight gives up after 100 s.
      if (cell.target === 'token' && waited.includes(cell.fault)) world.sandbox.clock.advance(100_000);
      played.lying = { from: played.lying?.from ?? now, until: now };
      return true;
    },
  };
}

/** Whether lies for a while go on. */
export function isLying(cell: Cell | undefined, played: Played, startedAt: number, now: number): boolean {
  if (cell === undefined || cell.lasting === 'once' || played.lying === undefined) return false;
  return now - startedAt <= played.lying.from + lastingOf(cell);
}
