import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import type { ProblemCode } from '../../../src/registration/problems/catalogue.ts';
import { accepted, identity, look, now } from '../../support/sightings.ts';

const failed = (code: ProblemCode, changes: Partial<Device> = {}): Device => ({
  ...accepted,
  status: 'failed',
  dueAt: undefined,
  problem: { code, at: now },
  ...changes,
});

describe('decide: a device that failed', () => {
  it('stays failed, whatever the lists show, until Autopilot has it as it should be', () => {
    for (const seen of [
      {},
      { identity: 'absent' as const },
      { identity: identity({ groupTag: 'Warehouse' }) },
      { identity: identity({ groupTag: 'Microsoft365Managed_PowerUser-Shared' }) },
      { identity: identity({ hardwareChanged: true }) },
    ]) {
      const { device, actions } = look(failed('claimed-by-another-organization'), seen);
      assert.deepEqual([device, actions], [failed('claimed-by-another-organization'), []]);
    }
  });

  it('carries on when a supplier released it and uploaded it for us', () => {
    const { device } = look(failed('claimed-by-another-organization'), { identity: identity() });
    assert.deepEqual([device.status, device.step, device.autopilotId], ['pending', 'imported', 'autopilot']);
    assert.equal(device.problem, undefined);
  });

  it('takes over the tag somebody gave a discovered device with an unusable one', () => {
    const given = failed('unsupported-tag', {
      requestedIn: undefined,
      profile: '',
      groupTag: 'Microsoft365Managed_PowerUser-Shared',
    });
    const { device } = look(given, { identity: identity({ groupTag: 'Microsoft365Managed_PowerUser' }) });
    assert.deepEqual([device.status, device.profile, device.sharedMode], ['pending', 'PowerUser', false]);
  });

  it('does not change what somebody asked for', () => {
    const asked = failed('registered-with-another-tag');
    assert.equal(
      look(asked, { identity: identity({ groupTag: 'Microsoft365Managed_PowerUser' }) }).device.status,
      'failed',
    );
    assert.equal(look(asked, { identity: identity() }).device.status, 'pending');
  });
});
