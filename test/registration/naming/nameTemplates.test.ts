import assert from 'node:assert/strict';
import { templateDifferences } from '../../../src/registration/naming/nameTemplates.ts';
import type { NamingException } from '../../../src/registration/naming/namingException.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { buildException } from '../../support/buildException.ts';

const by = { id: 'nestor', name: 'Nestor Wilke' };
const common = 'Modern Workplace Autopilot Profile';
const shared = 'Modern Workplace Autopilot Profile Shared';
const powerUser = 'Modern Workplace Autopilot Profile Power User';

/** What differs where each Autopilot profile has this template: its name, what is wanted and which exception says so. */
function differences(exceptions: NamingException[], template: string | undefined, now = 10) {
  const profiles = [common, shared, powerUser, 'Somebody else’s'].map((displayName, index) => ({
    id: `profile ${index}`,
    displayName,
    deviceNameTemplate: template,
    hybrid: false,
  }));
  return templateDifferences(profiles, defaultPolicy, exceptions, now).map(({ profileName, wanted, exception }) => [
    profileName,
    wanted,
    exception?.id,
  ]);
}

function approved(id: string, scope: NamingException['scope'], template?: string, at = 1): NamingException {
  const wanted: NamingException['wanted'] = template === undefined ? { kind: 'keep' } : { kind: 'template', template };
  return buildException({ id, scope, wanted, state: 'approved', decision: { by, at } });
}
const forProfile = (profile: string, template?: string) => approved(profile, { kind: 'profile', profile }, template);

describe('templates of Autopilot profiles', () => {
  it('are what applies where they are the convention, in any case of the macro', () => {
    assert.deepEqual(differences([], 'MMD-%RAND:11%'), []);
    assert.deepEqual(differences([], 'MMD-%rand:11%'), []);
  });

  it('differ by any other character, or by their absence', () => {
    for (const template of ['mmd-%RAND:11%', 'MMD-%RAND:10%', '', undefined])
      assert.deepEqual(differences([], template), [
        [common, 'MMD-%RAND:11%', undefined],
        [shared, 'MMD-%RAND:11%', undefined],
        [powerUser, 'MMD-%RAND:11%', undefined],
      ]);
  });

  it('say which device profiles lead to them', () => {
    const profile = { id: 'x', displayName: shared, deviceNameTemplate: undefined, hybrid: false };
    assert.deepEqual(templateDifferences([profile], defaultPolicy, [], 1)[0]?.profiles, ['Standard', 'Sensitive data']);
  });

  it('are no matter where devices join a domain too, which names them', () => {
    const profile = { id: 'x', displayName: common, deviceNameTemplate: undefined, hybrid: true };
    assert.deepEqual(templateDifferences([profile], defaultPolicy, [], 1), []);
  });

  it('follow an exception for the whole tenant', () => {
    assert.deepEqual(differences([approved('own', { kind: 'tenant' }, 'C-%SERIAL%')], 'C-%SERIAL%'), []);
    assert.deepEqual(differences([approved('keep', { kind: 'tenant' })], 'MMD-%RAND:11%'), [
      [common, '', 'keep'],
      [shared, '', 'keep'],
      [powerUser, '', 'keep'],
    ]);
    assert.deepEqual(differences([approved('keep', { kind: 'tenant' })], undefined), []);
  });

  it('are to leave names alone where the template of an exception is none any more', () => {
    const [[name, wanted] = []] = differences([approved('own', { kind: 'tenant' }, 'C_%SERIAL%')], 'MMD-%RAND:11%');
    assert.deepEqual([name, wanted], [common, '']);
  });

  it('follow an exception for a device profile that has its Autopilot profile to itself', () => {
    assert.deepEqual(differences([forProfile('PowerUser', 'PU-%RAND:5%')], 'MMD-%RAND:11%'), [
      [powerUser, 'PU-%RAND:5%', 'PowerUser'],
    ]);
  });

  it('follow exceptions for device profiles that share one only when all say the same', () => {
    const one = [forProfile('Standard', 'C-%SERIAL%')];
    assert.deepEqual(differences(one, 'MMD-%RAND:11%'), []);
    assert.deepEqual(differences([...one, forProfile('SensitiveData', 'D-%SERIAL%')], 'MMD-%RAND:11%'), []);
    assert.deepEqual(differences([...one, forProfile('SensitiveData', 'C-%SERIAL%')], 'MMD-%RAND:11%'), [
      [common, 'C-%SERIAL%', 'Standard'],
      [shared, 'C-%SERIAL%', 'Standard'],
    ]);
    const wide = [...one, approved('all', { kind: 'tenant' }, 'T-%SERIAL%')];
    assert.deepEqual(differences(wide, 'T-%SERIAL%'), []);
  });

  it('do not follow exceptions for files and devices, nor any that is not in force', () => {
    const exceptions = [
      approved('batch', { kind: 'batch', batchId: 'batch' }, 'C-%SERIAL%'),
      approved('devices', { kind: 'devices', deviceIds: ['DELL|A'] }, 'C-%SERIAL%'),
      { ...approved('asked', { kind: 'tenant' }), state: 'requested' as const },
      { ...approved('ended', { kind: 'tenant' }), until: 10 },
    ];
    assert.deepEqual(differences(exceptions, 'MMD-%RAND:11%'), []);
  });

  it('follow the later of two exceptions for the whole tenant', () => {
    const two = [
      approved('a', { kind: 'tenant' }, 'A-%SERIAL%', 1),
      approved('b', { kind: 'tenant' }, 'B-%SERIAL%', 2),
    ];
    assert.deepEqual(differences(two, 'B-%SERIAL%'), []);
  });
});
