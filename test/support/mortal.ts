/** Thrown instead of an operation at which the process "dies", and by every operation after it until it is revived. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A process that can be killed at any of its operations. */
export interface Mortality {
  /** Operations so far. */
  count: number;
  /** Immortal until then. */
  armed: boolean;
  /** Dies at this operation, counted from 1; never when absent. */
  dieAt: number | undefined;
  /** `before` the operation takes effect, or `after` it did. */
  when: 'before' | 'after';
  dead: boolean;
}

/** A life that ends at an operation, or never. */
export function mortality(dieAt?: number, when: Mortality['when'] = 'before'): Mortality {
  return { count: 0, armed: false, dieAt, when, dead: false };
}

/** The same object, each call of whose `methods` (all of them when none are named) is an operation of this life. */
export function mortal<T extends object>(life: Mortality, target: T, methods?: readonly (keyof T)[]): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      const member: unknown = Reflect.get(object, property, receiver);
      if (typeof member !== 'function') return member;
      const counts = methods === undefined || methods.includes(property as keyof T);
      return (...given: unknown[]) => live(life, counts, () => Reflect.apply(member, object, given) as unknown);
    },
  });
}

function live(life: Mortality, counts: boolean, act: () => unknown): unknown {
  if (life.dead) throw new Killed('the process is dead');
  if (!counts) return act();
  life.count += 1;
  if (!life.armed || life.count !== life.dieAt) return act();
  if (life.when === 'before') return die(life);
  return Promise.resolve(act()).then(() => die(life));
}

function die(life: Mortality): never {
  life.dead = true;
  throw new Killed('the process dies here');
}
