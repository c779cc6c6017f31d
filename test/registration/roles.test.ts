import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { createHealth } from '../../src/registration/ports/health.ts';
import { directoryRoles } from '../../src/registration/roles.ts';
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
