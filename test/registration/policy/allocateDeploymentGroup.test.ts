import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allocateDeploymentGroup } from '../../../src/registration/policy/allocateDeploymentGroup.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';

const { deployment } = defaultPolicy;

function register(devices: number, counts: Record<string, number> = {}): Record<string, number> {
  for (let n = 0; n < devices; n += 1) {
    const { name } = allocateDeploymentGroup(deployment, counts);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('deployment group allocation', () => {
  it('gives the first device to Broad', () => {
    assert.deepEqual(register(1), { Broad: 1 });
  });

  it('gives 100 devices 5, 15 and 80', () => {
    assert.deepEqual(register(100), { First: 5, Fast: 15, Broad: 80 });
  });

  it('gives ties to the later group', () => {
    const even = { ...deployment, groups: deployment.groups.map((group) => ({ ...group, share: 50 })).slice(0, 2) };
    assert.equal(allocateDeploymentGroup(even, {}).name, 'Fast');
  });

  it('uses the larger shares above 200 managed devices, those in Test included', () => {
    const counts = { First: 10, Fast: 30, Broad: 160 };
    assert.equal(allocateDeploymentGroup(deployment, counts).name, 'Broad');
    const most = { First: 2, Fast: 11, Broad: 160 };
    assert.equal(allocateDeploymentGroup(deployment, most).name, 'Fast');
    assert.equal(allocateDeploymentGroup(deployment, { ...most, Test: 60 }).name, 'Fast');
    const few = { First: 0, Fast: 15, Broad: 160 };
    assert.equal(allocateDeploymentGroup(deployment, few).name, 'Fast');
    assert.equal(allocateDeploymentGroup(deployment, { ...few, Test: 60 }).name, 'First');
  });

  it('never gives Test', () => {
    fc.assert(
      fc.property(
        fc.record({ First: fc.nat(500), Fast: fc.nat(500), Broad: fc.nat(500), Test: fc.nat(500) }),
        (counts) => {
          assert.notEqual(allocateDeploymentGroup(deployment, counts).name, 'Test');
        },
      ),
    );
  });

  it('stays within one device of each share while a tenant grows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (devices) => {
        const counts = register(devices);
        for (const { name, share } of deployment.groups) {
          assert.ok(
            Math.abs((counts[name] ?? 0) - (share * devices) / 100) <= 1,
            `${name}: ${counts[name]} of ${devices}`,
          );
        }
      }),
    );
  });
});
