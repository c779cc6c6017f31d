import assert from 'node:assert/strict';
import { parseFilter } from '../../../sandbox/graph/filter.ts';
import { type Entity, matches } from '../../../sandbox/graph/matches.ts';

const entity: Entity = {
  name: 'Al',
  size: 3,
  on: true,
  at: '2026-03-10T12:00:00.1230000Z',
  tags: ['[OrderID]:A', 'b'],
  none: null,
};
const passes = (filter: string): boolean => matches(entity, parseFilter(filter));

describe('parseFilter and matches', () => {
  it('compare text without case, numbers, truth, null and points in time', () => {
    for (const filter of [
      "name eq 'al'",
      "name ne 'x'",
      'size gt 2 and size le 3',
      'on eq true',
      'none eq null',
      'at gt 2026-03-10T12:00:00Z',
      'at lt 2026-03-10T12:00:01.000Z',
      "startswith(name,'a')",
      "contains(name,'L')",
      "name in ('x', 'Al')",
      "tags/any(t:t eq '[OrderID]:A')",
      "tags/any(t:startswith(t,'[Order'))",
      "not (name eq 'x')",
      "name eq 'x' or size eq 3",
    ]) {
      assert.equal(passes(filter), true, filter);
    }
    for (const filter of ["name eq 'O''Neil'", 'at gt 2026-03-10T12:00:01Z', "tags/any(t:t eq 'x')", 'size lt 3']) {
      assert.equal(passes(filter), false, filter);
    }
  });

  it('binds and before or', () => {
    assert.deepEqual(parseFilter("a eq 1 or b eq 2 and c eq 'it''s'"), {
      kind: 'or',
      parts: [
        { kind: 'compare', path: 'a', operator: 'eq', value: 1 },
        {
          kind: 'and',
          parts: [
            { kind: 'compare', path: 'b', operator: 'eq', value: 2 },
            { kind: 'compare', path: 'c', operator: 'eq', value: "it's" },
          ],
        },
      ],
    });
  });

  it('refuses what is no filter', () => {
    for (const filter of [
      '',
      'name',
      'name eq',
      "name eq 'open",
      "(name eq 'x'",
      "tags/any(t:u eq 'x')",
      "name eq 'x' 'y'",
    ]) {
      assert.throws(() => parseFilter(filter), SyntaxError, filter);
    }
  });
});
