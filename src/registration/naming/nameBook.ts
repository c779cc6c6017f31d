import { randomInt } from 'node:crypto';
import type { Device } from '../lifecycle/device.ts';
import { makeName, matchesTemplate, type NameTemplate } from './nameTemplate.ts';

/** Whom names belong to, in any case of letters: every name that Intune shows, and those that devices are about to take. Holders are device keys. */
export interface NameBook {
  take(name: string, holder: string): void;
  /** Whether nobody but `holder` has the name; an older record of the same device does not stand in its way. */
  isFree(name: string, holder: string): boolean;
}

/** How many random names are tried for one device; with half of a template's names taken, one in 10³⁰ devices goes without. */
const attempts = 100;
const denominator = 2 ** 40;

/** Nobody can guess the next number. From 0 up to 1. */
export function secureRandom(): number {
  return randomInt(denominator) / denominator;
}

/** An empty book. */
export function createNameBook(): NameBook {
  const holders = new Map<string, string>();
  return {
    take(name, holder) {
      const folded = name.toLowerCase();
      const known = holders.get(folded);
      // Names of Intune need not be unique: one that two devices have belongs to neither.
      holders.set(folded, known === undefined || known === holder ? holder : '');
    },
    isFree(name, holder) {
      const known = holders.get(name.toLowerCase());
      return known === undefined || known === holder;
    },
  };
}

/**
 * A name of the template that no other device of the tenant has: the one that was asked for before while it is still one, so that a device
 * that is told twice is told the same. `undefined` when none was found. Throws a `RangeError` where the template gives the device none.
 */
export function chooseName(
  template: NameTemplate,
  { id, serialNumber, renaming }: Pick<Device, 'id' | 'serialNumber' | 'renaming'>,
  names: Pick<NameBook, 'isFree'>,
  random: () => number,
): string | undefined {
  const asked = renaming?.name;
  if (asked !== undefined && matchesTemplate(template, serialNumber, asked) && names.isFree(asked, id)) return asked;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const name = makeName(template, serialNumber, random);
    if (names.isFree(name, id)) return name;
  }
  return undefined;
}
