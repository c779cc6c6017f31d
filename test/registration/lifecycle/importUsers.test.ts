import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const isImported = ({ step, status }: Device) => status !== 'pending' || step !== 'accepted';
const lynne = 'LynneR@contoso.example';

describe('assigned users at the import', () => {
  let engine: Engine;
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const importedUsers = () =>
    [...engine.sandbox.tenant.world().imports.values()].map((record) => record.assignedUserPrincipalName);

  it('are sent with the import, looked up once for all devices of one user', async () => {
    engine = await createEngine();
    await engine.register(3, { assignedUser: lynne });
    await engine.turn();
    assert.deepEqual(importedUsers(), [lynne, lynne, lynne]);
    const lookUps = engine.sandbox.log.entries().filter(({ route }) => route === '/users/{user-id}');
    assert.equal(lookUps.length, 1);
    const [ready] = await engine.until(({ status }) => status === 'ready');
    assert.equal(ready?.assignedUser, lynne);
    const [identity] = engine.sandbox.tenant.world().autopilot.values();
    assert.equal(identity?.userPrincipalName, lynne);
  });

  it('who are gone by then are left out, and the device says so', async () => {
    engine = await createEngine();
    await engine.register(2, { assignedUser: 'gone@contoso.example' });
    await engine.turn();
    assert.deepEqual(importedUsers(), ['', '']);
    const [device] = await engine.devices();
    assert.equal(device?.assignedUser, undefined);
    assert.match(
      JSON.stringify(device?.timeline),
      /Imported without a user: there is no gone@contoso\.example in the directory/,
    );
    const ready = await engine.until(({ status }) => status === 'ready');
    assert.equal(ready.length, 2);
  });

  it('that cannot be looked up hold their devices back, and no others', async () => {
    engine = await createEngine();
    await engine.register(1, { assignedUser: lynne, prefix: 'USER' });
    await engine.register(1, { prefix: 'NONE' });
    engine.sandbox.faults.add({ route: '/users/**', status: 403 });
    await engine.turn();
    const steps = async () =>
      Object.fromEntries((await engine.devices()).map((each) => [each.serialNumber, each.step]));
    assert.deepEqual(await steps(), { USER0000: 'accepted', NONE0000: 'importing' });
    assert.deepEqual(importedUsers(), ['']);
    engine.sandbox.faults.clear();
    await engine.until(isImported);
    assert.deepEqual(importedUsers().sort(), ['', lynne]);
  });
});
