import type { Comparison, Filter, Literal } from './filter.ts';

/** A flat record of an entity's properties, as Graph shows it. */
export type Entity = Record<string, unknown>;

/** Whether an entity passes a filter. Text compares without case, as Graph's does; dates compare as times. */
export function matches(entity: Entity, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => matches(entity, part));
    case 'or':
      return filter.parts.some((part) => matches(entity, part));
    case 'not':
      return !matches(entity, filter.part);
    case 'in':
      return filter.values.some((value) => compare(entity[filter.path], 'eq', value));
    case 'any': {
      const items = entity[filter.path];
      return Array.isArray(items) && items.some((item) => compare(item, filter.operator, filter.value));
    }
    case 'call':
      return compare(entity[filter.path], filter.name, filter.value);
    case 'compare':
      return compare(entity[filter.path], filter.operator, filter.value);
  }
}

/** Every comparison in a filter, for lists that support only some. */
export function leaves(filter: Filter): Comparison[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(leaves);
    case 'not':
      return leaves(filter.part);
    default:
      return [filter];
  }
}

function compare(actual: unknown, operator: string, expected: Literal): boolean {
  const [left, right] = [comparable(actual), comparable(expected)];
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'gt':
      return before(right, left);
    case 'lt':
      return before(left, right);
    case 'ge':
      return !before(left, right);
    case 'le':
      return !before(right, left);
    case 'startswith':
      return String(left ?? '').startsWith(String(right));
    case 'contains':
      return String(left ?? '').includes(String(right));
    default:
      throw new SyntaxError(`Invalid filter clause: '${operator}' is no operator.`);
  }
}

function before(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  return String(left) < String(right);
}

function comparable(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? Date.parse(value) : value.toLowerCase();
}
