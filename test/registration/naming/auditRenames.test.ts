import assert from 'node:assert/strict';
import { everyRecord } from '../../../src/registration/ports/everyRecord.ts';
import { type NamingStage, namingStage } from '../../support/namingStage.ts';

describe('the audit of renamed devices', () => {
  let stage: NamingStage;
  afterEach(() => stage.close());

  it('has one entry for a run that asked for names, and none for one that did not', async () => {
    const naming = { template: 'MMD-%RAND:11%', mostPerRun: 2, retryAfter: 1, takesUpTo: 1, longestException: 366 };
    stage = await namingStage({ policy: { naming } });
    const entries = async () => {
      const all = await Array.fromAsync(everyRecord(stage.engine.ports.store, 'audit', {}));
      return all.filter(({ subject }) => subject === 'rename');
    };
    await stage.run();
    assert.deepEqual(await entries(), []);
    for (const place of [0, 1, 2]) stage.rename(place, `LAPTOP-${place}`);
    await stage.pass(5 * 60_000);
    stage.engine.sandbox.tenant.refuseNames(stage.serialNumbers[0] ?? '', { status: 400, code: 'BadRequest' });
    await stage.run();
    const [entry, ...others] = await entries();
    assert.equal(others.length, 0);
    const devices = await Promise.all([0, 1].map((place) => stage.device(place)));
    assert.deepEqual(
      [entry?.actor, entry?.action, entry?.detail],
      [
        { id: 'preflight', name: 'Preflight' },
        'askedToRenameDevices',
        {
          asked: 1,
          refused: 1,
          later: 1,
          names: devices.map(({ serialNumber, renaming }) => ({
            serialNumber,
            before: renaming?.before,
            after: renaming?.name,
          })),
        },
      ],
    );
  });
});
