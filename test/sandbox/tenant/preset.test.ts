import assert from 'node:assert/strict';
import { chatPeople } from '../../../sandbox/tenant/people.ts';
import { enrolledGroupName, groupTags, tagGroupName } from '../../../sandbox/tenant/preset.ts';
import { createTenant } from '../../../sandbox/tenant/tenant.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { autopilotProfileNames } from '../../../src/registration/policy/tags.ts';
import { noon } from '../support.ts';

describe('preset tenant', () => {
  const world = createTenant({ now: () => noon }).world();

  it('has every group, deployment profile and tag of the default policy', () => {
    const groups = [...world.groups.values()].map(({ displayName }) => displayName);
    const wanted = [
      ...defaultPolicy.profiles.map(({ group }) => group),
      ...defaultPolicy.deployment.groups.map(({ group }) => group),
      defaultPolicy.deployment.testGroup.group,
      defaultPolicy.allDevicesGroup,
      defaultPolicy.shared.group,
      ...Object.values(defaultPolicy.roles),
    ];
    assert.deepEqual(
      wanted.filter((name) => !groups.includes(name)),
      [],
    );
    const profiles = [...world.profiles.values()].map(({ displayName }) => displayName);
    assert.deepEqual(profiles.toSorted(), autopilotProfileNames(defaultPolicy).toSorted());
    const tags = defaultPolicy.profiles.flatMap(({ tag, allowsShared }) =>
      allowsShared ? [tag, `${tag}-Shared`] : [tag],
    );
    assert.deepEqual(groupTags.toSorted(), tags.toSorted());
  });

  it('has a dynamic group of each tag, and one of enrolled devices', () => {
    const rules = new Map([...world.groups.values()].map(({ displayName, rule }) => [displayName, rule?.text]));
    for (const tag of groupTags) {
      assert.equal(rules.get(tagGroupName(tag)), `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${tag}"))`);
    }
    assert.match(rules.get(enrolledGroupName) ?? '', /managementType -eq "MDM"/);
  });

  it('has the six people Agents Playground needs, with the same ids every time', () => {
    assert.equal(chatPeople.length, 6);
    const again = createTenant({ now: () => noon + 1 }, { seed: 99 }).world();
    for (const { id, displayName } of chatPeople) {
      assert.equal(world.users.get(id)?.displayName, displayName);
      assert.equal(again.users.get(id)?.displayName, displayName);
    }
  });

  it('is the same tenant for the same seed', () => {
    const upload = (seed: number): string[] => {
      const tenant = createTenant({ now: () => noon }, { seed });
      tenant.partnerUpload([{ serialNumber: 'A1', manufacturer: 'HP', model: 'X', groupTag: '' }]);
      return [...tenant.world().autopilot.keys()];
    };
    assert.deepEqual(upload(5), upload(5));
    assert.notDeepEqual(upload(5), upload(6));
  });
});
