import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { unreadable } from '../../src/graph/failures.ts';
import { userStanding } from '../../src/graph/people.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { allRoles, directoryRoles, type Role, type Roles } from '../../src/registration/roles.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

const names = {
  reader: 'Preflight readers',
  registrar: 'Preflight registrars',
  approver: 'Preflight approvers',
  administrator: 'Preflight administrators',
};

describe('a role that was taken away', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await createSandbox({ manual: true, latencies: 'quick' });
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  it('is believed for minutes, but not where it is asked for now; that answer is believed from then on', async () => {
    const { clock } = sandbox;
    const { directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
    const roles = directoryRoles(directory, names, clock);
    const group = [...sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === names.approver);
    const [approver] = group?.members.keys() ?? [];
    assert.ok(group !== undefined && approver !== undefined);
    assert.equal(await roles.has(approver, 'approver'), true);
    group.members.delete(approver);
    assert.equal(await roles.has(approver, 'approver'), true);
    assert.equal(await roles.hasNow(approver, 'approver'), false);
    assert.equal(await roles.has(approver, 'approver'), false);
  });
});

describe('roles of the directory', () => {
  let sandbox: Sandbox;
  let roles: Roles;
  beforeEach(async () => {
    sandbox = await createSandbox({ manual: true, latencies: 'quick' });
    const { clock } = sandbox;
    const { directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
    roles = directoryRoles(directory, names, clock);
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });
  const called = (givenName: string) => {
    const user = [...sandbox.tenant.world().users.values()].find((each) => each.givenName === givenName);
    assert.ok(user);
    return user;
  };
  const group = (name: string) => {
    const found = [...sandbox.tenant.world().groups.values()].find(({ displayName }) => displayName === name);
    assert.ok(found);
    return found;
  };
  /** Somebody creates another group of that name, with Adele in it. */
  const secondGroup = () => {
    const other = { ...group(names.administrator), id: '99999999-0000-4000-8000-000000000000' };
    other.members = new Map([[called('Adele').id, 0]]);
    sandbox.tenant.world().groups.set(other.id, other);
    return other;
  };
  const held = async (id: string) => {
    const all: Role[] = [];
    for (const role of allRoles) if (await roles.hasNow(id, role)) all.push(role);
    return all;
  };

  it('whoever has any sees what readers see, and an administrator may do what a registrar may', async () => {
    assert.deepEqual(await held(called('Isaiah').id), ['reader']);
    assert.deepEqual(await held(called('Patti').id), ['reader', 'registrar']);
    assert.deepEqual(await held(called('Nestor').id), ['reader', 'registrar', 'approver']);
    assert.deepEqual(await held(called('Megan').id), ['reader', 'registrar', 'administrator']);
    assert.deepEqual(await held(called('Adele').id), []);
  });

  it('finding: a guest whose activity does not say so is let in: one in a role group has no role', async () => {
    const { id } = called('Cameron');
    assert.ok(group('Preflight registrars').members.has(id));
    assert.deepEqual([await held(id), await roles.standing(id)], [[], 'guest']);
    const invited = called('Megan');
    invited.userPrincipalName = 'megan_fabrikam.example#EXT#@contoso.example';
    assert.deepEqual(
      [await held(invited.id), await roles.standing(invited.id)],
      [[], 'guest'],
      'a member by type only',
    );
  });

  it('finding: a deleted administrator removes devices for five more minutes: deleted and disabled accounts have no role now', async () => {
    const { id } = called('Miriam');
    assert.ok(group('Preflight administrators').members.has(id));
    assert.deepEqual([await held(id), await roles.standing(id)], [[], 'disabled']);
    const megan = called('Megan');
    assert.equal(await roles.has(megan.id, 'administrator'), true);
    sandbox.tenant.world().users.delete(megan.id);
    assert.equal(await roles.has(megan.id, 'administrator'), true, 'what only records may be minutes old');
    assert.equal(await roles.hasNow(megan.id, 'administrator'), false);
    assert.equal(await roles.has(megan.id, 'administrator'), false);
    assert.equal(await roles.standing(megan.id), 'absent');
  });

  it('finding: two groups named alike take a role away: nobody has it through the name, and the refusal can say why', async () => {
    const { id } = called('Megan');
    assert.equal(roles.trouble('administrator'), undefined);
    const other = secondGroup();
    assert.deepEqual([await held(id), await held(called('Adele').id)], [[], []]);
    assert.equal(roles.trouble('administrator'), 'several');
    sandbox.tenant.world().groups.delete(other.id);
    assert.equal(await roles.hasNow(id, 'administrator'), true);
    assert.equal(roles.trouble('administrator'), undefined);
    sandbox.tenant.world().groups.delete(group(names.administrator).id);
    assert.equal(await roles.hasNow(id, 'administrator'), false);
    assert.equal(roles.trouble('administrator'), 'missing');
  });

  it('by object id a second group of the name changes nothing, in whatever case the id is written', async () => {
    const { clock } = sandbox;
    const { directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) });
    const byId = { ...names, administrator: group(names.administrator).id.toUpperCase() };
    secondGroup();
    const some = directoryRoles(directory, byId, clock);
    assert.equal(await some.hasNow(called('Megan').id.toUpperCase(), 'administrator'), true);
    assert.equal(await some.hasNow(called('Adele').id, 'administrator'), false);
  });
});

describe('an answer about an account', () => {
  const about = (over: Record<string, unknown>) => ({
    id: '11111111-1111-4111-8111-111111111111',
    userPrincipalName: 'megan@contoso.example',
    userType: 'Member',
    accountEnabled: true,
    ...over,
  });
  const ask = (answer: unknown) => {
    const client: Pick<GraphClient, 'send'> = {
      send: async (request, read) => {
        const value = read(answer);
        if (value === undefined) throw unreadable({ ...request, effect: 'safe' }, 200, 'not with what was asked for');
        return value;
      },
    };
    return userStanding(client, '11111111-1111-4111-8111-111111111111');
  };

  it('that does not say everything is an error, never a member', async () => {
    const unread = [
      undefined,
      null,
      {},
      '<html></html>',
      [],
      about({ userType: undefined }),
      about({ userType: 7 }),
      about({ accountEnabled: null }),
      about({ accountEnabled: 'true' }),
      about({ userPrincipalName: null }),
      about({ id: '22222222-2222-4222-8222-222222222222' }),
    ];
    for (const answer of unread)
      await assert.rejects(ask(answer), (error) => error instanceof ServiceError && error.kind === 'unreadable');
    assert.equal(await ask(about({})), 'member');
    assert.equal(await ask(about({ userType: null })), 'member');
    assert.equal(await ask(about({ userType: 'Guest', accountEnabled: false })), 'guest');
    assert.equal(await ask(about({ userType: null, userPrincipalName: 'a_b#ext#@c' })), 'guest');
    assert.equal(await ask(about({ accountEnabled: false })), 'disabled');
  });
});
