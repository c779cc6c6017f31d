import assert from 'node:assert/strict';
import { nameRules, strongestFirst } from '../../../src/registration/naming/nameRule.ts';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { buildException } from '../../support/buildException.ts';

const by = { id: 'nestor', name: 'Nestor Wilke' };
const device = { id: 'DELL|A', profile: 'Standard', requestedIn: 'batch' };

function approved(id: string, scope: NamingException['scope'], at: number, changes: Partial<NamingException> = {}) {
  const wanted = { kind: 'template', template: `${id.toUpperCase()}-%SERIAL%` } as const;
  return buildException({ id, scope, state: 'approved', wanted, decision: { by, at }, ...changes });
}
const tenant = approved('tenant', { kind: 'tenant' }, 5);
const profile = approved('profile', { kind: 'profile', profile: 'Standard' }, 4);
const batch = approved('batch', { kind: 'batch', batchId: 'batch' }, 3);
const devices = approved('devices', { kind: 'devices', deviceIds: ['DELL|A', 'DELL|B'] }, 2);

const ruleOf = (
  exceptions: NamingException[],
  now = 10,
  whose: Parameters<ReturnType<typeof nameRules>>[0] = device,
) => {
  const rule = nameRules(exceptions, defaultPolicy, now)(whose);
  return [rule.source === 'convention' ? rule.source : rule.exception.id, rule.template?.text];
};

describe('what a device is called', () => {
  it('follows the convention where no exception says otherwise', () => {
    assert.deepEqual(ruleOf([]), ['convention', 'MMD-%RAND:11%']);
  });

  it('follows the narrowest scope, in whatever order they were decided', () => {
    const all = [tenant, profile, batch, devices];
    for (const expected of ['devices', 'batch', 'profile', 'tenant']) {
      assert.equal(ruleOf(all)[0], expected);
      assert.equal(ruleOf(all.toReversed())[0], expected);
      all.splice(
        all.findIndex(({ id }) => id === expected),
        1,
      );
    }
  });

  it('follows the later decision of two with the same scope', () => {
    const earlier = approved('a', { kind: 'tenant' }, 1);
    const later = approved('b', { kind: 'tenant' }, 2);
    assert.equal(ruleOf([earlier, later])[0], 'b');
    assert.equal(ruleOf([later, earlier])[0], 'b');
    const sameTime = approved('c', { kind: 'tenant' }, 2);
    assert.deepEqual(
      strongestFirst([sameTime, later, earlier]).map(({ id }) => id),
      ['b', 'c', 'a'],
    );
  });

  it('is left alone where an exception keeps names', () => {
    assert.deepEqual(ruleOf([tenant, approved('keep', profile.scope, 1, { wanted: { kind: 'keep' } })]), [
      'keep',
      undefined,
    ]);
  });

  it('is left alone where the template of an exception is none any more, and others are not touched', () => {
    const wanted = { kind: 'template', template: 'CONTOSO_%SERIAL%' } as const;
    const unreadable = approved('unreadable', devices.scope, 1, { wanted });
    assert.deepEqual(ruleOf([tenant, unreadable]), ['unreadable', undefined]);
    const other = { id: 'HP|Z', profile: 'PowerUser', requestedIn: undefined };
    assert.deepEqual(ruleOf([tenant, unreadable], 10, other), ['tenant', 'TENANT-%SERIAL%']);
  });

  it('is no matter of exceptions for others', () => {
    const other = { id: 'HP|Z', profile: 'PowerUser', requestedIn: undefined };
    assert.equal(ruleOf([profile, batch, devices], 10, other)[0], 'convention');
    assert.equal(ruleOf([tenant, profile, batch, devices], 10, other)[0], 'tenant');
  });

  it('is no matter of exceptions that are not in force: the clock decides', () => {
    for (const state of ['draft', 'requested', 'denied', 'withdrawn', 'revoked', 'expired'] as const)
      assert.equal(ruleOf([approved('x', { kind: 'tenant' }, 1, { state })])[0], 'convention');
    const ending = approved('x', { kind: 'tenant' }, 1, { until: 10 });
    assert.equal(ruleOf([ending], 9)[0], 'x');
    assert.equal(ruleOf([ending], 10)[0], 'convention');
  });
});
