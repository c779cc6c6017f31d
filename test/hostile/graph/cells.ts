import { type Fault, faults } from '../../support/hostileGraph/lies.ts';
import { type TargetName, targetNames, targets } from './targets.ts';

/** How long it lies: to the first request that fits, or to all of them for a while. */
export type Lasting = 'once' | 'for-a-while';

/**
 * When it begins to lie. `before`: from the start, and the tenant does not do what it was asked for. `after`: of what changes something, from the
 * start, when the tenant has done it; of what only reads, when every device is ready. `ready`: of what changes something, when every device is ready.
 */
export type Moment = 'before' | 'after' | 'ready';

/** One cell of the matrix. */
export interface Cell {
  target: TargetName;
  fault: Fault;
  lasting: Lasting;
  moment: Moment;
}

/** `import/cut-in-the-middle/once/before` */
export function nameOf({ target, fault, lasting, moment }: Cell): string {
  return [target, fault, lasting, moment].join('/');
}

/** Every cell that means something; why each of the others does not is what `skipped` says. */
export function everyCell(): Cell[] {
  return allCells().filter((cell) => skipped(cell) === undefined);
}

/** The whole product, cells that mean nothing included. */
export function allCells(): Cell[] {
  return targetNames.flatMap((target) =>
    faults.flatMap((fault) =>
      (['once', 'for-a-while'] as const).flatMap((lasting) =>
        momentsOf(target).map((moment): Cell => ({ target, fault, lasting, moment })),
      ),
    ),
  );
}

function momentsOf(target: TargetName): Moment[] {
  return targets[target].writes ? ['before', 'after', 'ready'] : ['before', 'after'];
}

/** Why a cell means nothing; `undefined` where it means something. */
export function skipped({ target, fault, moment }: Cell): string | undefined {
  if (targets[target].answers === 'one' && fault.startsWith('next-link'))
    return 'a single thing has no pages; a link in it is a field that nobody knows, which "unknown-fields" plays';
  if (target === 'import' && moment === 'ready') return 'nothing is imported once every device is ready';
  if (target === 'staging-list' && moment === 'after') return 'the staging list is not read once every device is ready';
  if (target === 'identities-by-serial-number' && moment === 'after')
    return 'serial numbers are looked up before an import, not once every device is ready';
  if (target === 'users' && moment === 'after') return 'users are looked up for a file and before an import, not later';
  return undefined;
}

/** The cells whose names are `only` or begin with it, part by part, the last part as far as it goes: `import/cut` are all that cut. */
export function chosen(cells: readonly Cell[], only: string | undefined): Cell[] {
  return only === undefined ? [...cells] : cells.filter((cell) => nameOf(cell).startsWith(only));
}

/**
 * The cells that `npm test` plays: of each third pair of a target and a fault one cell, how long and when in turn, so that every target meets a third of
 * the faults and every fault a third of the targets. The other cells are `npm run hostile`'s.
 */
export function testedCells(): Cell[] {
  const pairs = Map.groupBy(everyCell(), ({ target, fault }) => `${target} ${fault}`);
  return [...pairs.values()].flatMap((cells) => {
    const [first] = cells;
    if (first === undefined) return [];
    const place = targetNames.indexOf(first.target) + faults.indexOf(first.fault);
    return place % 3 === 0 ? (cells[(place / 3) % cells.length] ?? []) : [];
  });
}
