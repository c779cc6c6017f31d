import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { deviceUsers } from '../../sandbox/tenant/people.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import type { Ports } from '../../src/registration/ports/ports.ts';
import { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { capturedLog } from '../support/capturedLog.ts';
import { connectSandbox } from '../support/engine.ts';

describe('looking users up', () => {
  let sandbox: Sandbox;
  let directory: Ports['directory'];
  beforeEach(async () => {
    sandbox = await createSandbox({ speed: 1_000, latencies: 'quick' });
    const { clock } = sandbox;
    ({ directory } = connectSandbox(sandbox, { clock, log: capturedLog(), health: createHealth(clock) }));
  });
  afterEach(async () => {
    const violations = sandbox.violations();
    await sandbox.close();
    assert.deepEqual(violations, []);
  });

  it('tells who exists, twenty to a round trip, whatever the case and the letters of the name', async () => {
    const names = deviceUsers.map(({ userPrincipalName }) => userPrincipalName.toUpperCase());
    const strange = ['nobody@contoso.example', 'a#EXT#@contoso.example', 'ü?&%@contoso.example'];
    const many = Array.from({ length: 30 }, (_, index) => `nobody${index}@contoso.example`);
    const found = await directory.usersExist([...names, ...strange, ...many]);
    assert.deepEqual([...found], names);
    assert.equal(sandbox.log.counters().roundTrips, 2);
    assert.deepEqual(await directory.usersExist([]), new Set());
  });

  it('finds users with apostrophes, #EXT#, &, +, umlauts and a leading $, and nobody else', async () => {
    const odd = [
      "o'neil@contoso.example",
      'adele_fabrikam.com#EXT#@contoso.example',
      'b&b@contoso.example',
      'plus+one@contoso.example',
      'jürgen.müller@contoso.example',
      '$service@contoso.example',
      "$o'neil@contoso.example",
      'it(lab)@contoso.example',
      '100%@contoso.example',
      'a b@contoso.example',
    ];
    const nobody = [
      "o''neil@contoso.example",
      'adele_fabrikam.com',
      'plus one@contoso.example',
      '$@contoso.example',
      'x/y@z',
      '..',
      '',
    ];
    const { users } = sandbox.tenant.world();
    const [somebody] = users.values();
    assert.ok(somebody !== undefined);
    // The sandbox has no parentheses in names, as Entra has none.
    for (const [index, userPrincipalName] of odd.filter((name) => !name.includes('(')).entries())
      users.set(`odd-${index}`, { ...somebody, id: `odd-${index}`, userPrincipalName });
    const found = await directory.usersExist([...odd, ...nobody]);
    assert.deepEqual(
      [...found],
      odd.filter((name) => !name.includes('(')),
    );
  });

  it('does not take silence for absence', async () => {
    sandbox.faults.add({ route: '/users/**', status: 403 });
    await assert.rejects(directory.usersExist(['nobody@contoso.example']), ServiceError);
  });
});
