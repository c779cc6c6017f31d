import assert from 'node:assert/strict';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import {
  allowedTags,
  expectedAutopilotProfile,
  findProfile,
  fixedGroups,
  readTag,
  tagFor,
} from '../../../src/registration/policy/tags.ts';

describe('group tags', () => {
  const tags: [profile: string, shared: boolean, tag: string | undefined][] = [
    ['Standard', false, 'Microsoft365Managed_Standard'],
    ['Standard', true, 'Microsoft365Managed_Standard-Shared'],
    ['SensitiveData', false, 'Microsoft365Managed_SensitiveData'],
    ['SensitiveData', true, 'Microsoft365Managed_SensitiveData-Shared'],
    ['PowerUser', false, 'Microsoft365Managed_PowerUser'],
    ['PowerUser', true, undefined],
  ];
  for (const [id, shared, tag] of tags) {
    it(`${id}${shared ? ', shared' : ''}: ${tag ?? 'refused'}`, () => {
      const profile = findProfile(defaultPolicy, id);
      assert.ok(profile);
      assert.equal(tagFor(defaultPolicy, profile, shared), tag);
      if (tag !== undefined) assert.deepEqual(readTag(defaultPolicy, tag), { kind: 'ours', profile, shared });
    });
  }

  const readings: [tag: string, kind: string][] = [
    ['Microsoft365Managed_PowerUser-Shared', 'unsupported'],
    ['Microsoft365Managed_StandardPowerUser', 'unsupported'],
    ['Microsoft365Managed_Standard-shared', 'unsupported'],
    ['Microsoft365Managed_Kiosk', 'unsupported'],
    ['microsoft365managed_standard', 'unsupported'],
    [' Microsoft365Managed_SensitiveData ', 'unsupported'],
    ['MICROSOFT365MANAGED_STANDARD-SHARED', 'unsupported'],
    ['microsoft365managed_kiosk', 'foreign'],
    ['microsoft365managed_poweruser-shared', 'unsupported'],
    [' Contoso', 'foreign'],
    [' ', 'foreign'],
    ['Contoso', 'foreign'],
    ['', 'foreign'],
  ];
  for (const [tag, kind] of readings) {
    it(`reads “${tag}” as ${kind}`, () => assert.equal(readTag(defaultPolicy, tag).kind, kind));
  }

  it('says which tag somebody meant who took no care of case and blanks', () => {
    const reading = readTag(defaultPolicy, 'microsoft365managed_standard ');
    const reason = 'The tag differs from Microsoft365Managed_Standard only in case or blanks.';
    assert.deepEqual(reading, { kind: 'unsupported', reason });
    assert.equal(allowedTags(defaultPolicy).length, 5);
  });

  it('expects the shared Autopilot profile for shared devices, and its group', () => {
    const standard = findProfile(defaultPolicy, 'Standard');
    assert.ok(standard);
    assert.equal(expectedAutopilotProfile(defaultPolicy, standard, true), 'Modern Workplace Autopilot Profile Shared');
    assert.equal(expectedAutopilotProfile(defaultPolicy, standard, false), 'Modern Workplace Autopilot Profile');
    assert.ok(fixedGroups(defaultPolicy, standard, true).includes('Modern Workplace Devices - Shared Device Mode'));
    assert.ok(!fixedGroups(defaultPolicy, standard, false).includes('Modern Workplace Devices - Shared Device Mode'));
  });
});
