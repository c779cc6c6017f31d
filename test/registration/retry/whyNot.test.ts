import assert from 'node:assert/strict';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { whyNot } from '../../../src/registration/retry/whyNot.ts';
import { buildDevice } from '../../support/buildDevice.ts';

describe('whyNot', () => {
  it('leaves a device alone that is being removed, and says who asked', () => {
    const problem = { code: 'import-failed', at: 0 } as const;
    const removal = { by: { id: 'megan', name: 'Megan Bowen' }, at: 0 };
    const facts = { isNamed: true, isHashStored: true };
    for (const status of ['pending', 'failed', 'ready'] as const) {
      const device = buildDevice({ status, problem, removal });
      assert.equal(whyNot(device, facts, defaultPolicy)?.reason, 'It is being removed, as Megan Bowen asked.');
    }
    assert.equal(whyNot(buildDevice({ status: 'failed', problem }), facts, defaultPolicy), undefined);
  });
});
