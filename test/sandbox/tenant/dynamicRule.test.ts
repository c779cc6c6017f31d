import assert from 'node:assert/strict';
import { parseRule } from '../../../sandbox/tenant/dynamicRule.ts';

const subject = {
  properties: {
    devicephysicalids: ['[ZTDID]:1', '[OrderID]:Microsoft365Managed_Standard'],
    managementtype: 'MDM',
    displayname: 'ABC123',
  },
};
const holds = (rule: string): boolean => parseRule(rule)(subject);

describe('parseRule', () => {
  it('finds a group tag', () => {
    assert.equal(holds('(device.devicePhysicalIds -any (_ -eq "[OrderID]:Microsoft365Managed_Standard"))'), true);
    assert.equal(
      holds('(device.devicePhysicalIds -any (_ -eq "[OrderID]:Microsoft365Managed_Standard-Shared"))'),
      false,
    );
  });
  it('takes all Autopilot devices by prefix, whatever the case', () => {
    assert.equal(holds('(device.devicePhysicalIDs -any (_ -startsWith "[ZTDid]"))'), true);
  });
  it('combines with and, or, not and parentheses', () => {
    assert.equal(holds('(device.managementType -eq "MDM") -and (device.displayName -startsWith "abc")'), true);
    assert.equal(holds('device.managementType -eq "x" or (device.displayName -contains "C12")'), true);
    assert.equal(holds('not (device.managementType -eq "MDM")'), false);
  });
  it('refuses what is no rule', () => {
    for (const rule of [
      '',
      'device.displayName',
      'user.city -eq "X"',
      'device.displayName -like "a"',
      '(device.displayName -eq "a"',
    ]) {
      assert.throws(() => parseRule(rule), SyntaxError, rule);
    }
  });
});
