import assert from 'node:assert/strict';
import type { Device } from '../../../src/registration/lifecycle/device.ts';
import { explainProblem } from '../../../src/registration/problems/explain.ts';
import { removeDevices } from '../../../src/registration/removal/removeDevices.ts';
import { createStage, paths } from '../../support/answers.ts';

const minute = 60_000;

describe('Multi Admin Approval', () => {
  it('is said where Intune wants it, once, with what to do; the removal goes on when it is settled', async () => {
    const stage = await createStage({ signInAfter: minute, latencies: 'quick', throttling: false });
    await stage.register(3);
    const devices = await stage.reach(({ status }) => status === 'active');
    await stage.live(10);
    stage.ports.courier.digests.length = 0;
    const message = "Header 'x-msft-approval-justification' is required to request approval";
    const fault = stage.lie({ route: `${paths.managed}/*`, method: 'DELETE', status: 400, message });
    const deviceIds = devices.map(({ id }) => id);
    await removeDevices({ deviceIds, actor: { id: 'megan', name: 'Megan' }, activityId: undefined }, stage.ports);
    await stage.live(60);
    const waiting = await stage.devices();
    assert.ok(waiting.every(({ problem }) => problem?.code === 'approval-required'));
    const [first] = waiting;
    assert.ok(first?.problem !== undefined);
    assert.match(explainProblem(first.problem).remedy, /access policy/);
    assert.equal(explainProblem(first.problem).actor, 'administrator');
    assert.deepEqual(stage.told(), { stuck: 3 });
    stage.sandbox.faults.remove(fault);
    const isRemoved = ({ status }: Device) => status === 'removed';
    const removed = await stage.reach(isRemoved);
    assert.ok(removed.every(({ problem }) => problem === undefined));
    await stage.close();
  });
});
