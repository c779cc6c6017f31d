import assert from 'node:assert/strict';
import { planRenames } from '../../../src/registration/naming/planRenames.ts';
import { renameDevices } from '../../../src/registration/naming/renameDevices.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import type { Policy } from '../../../src/registration/policy/policy.ts';
import { type NamingStage, namingStage } from '../../support/namingStage.ts';

const minute = 60_000;

describe('a convention with too little room', () => {
  let stage: NamingStage;
  afterEach(() => stage.close());
  const policy = (changes: Partial<Policy['naming']>): Policy => ({
    ...stage.engine.policy,
    naming: { ...defaultPolicy.naming, ...changes },
  });
  const told = async () =>
    (await stage.engine.devices()).filter(({ notRenamedSince }) => notRenamedSince !== undefined);

  it('renames nobody and is one notice, until it has ten times as many names as there are devices', async () => {
    stage = await namingStage();
    const { ports } = stage.engine;
    const small = policy({ template: 'M%RAND:1%' });
    assert.equal((await planRenames(ports, small)).left.noName, 3);
    for (const _ of [1, 2]) assert.equal((await renameDevices(ports, small)).asked, 0);
    assert.deepEqual(await stage.notices(), ['names:room']);
    const notice = await ports.store.get('notices', 'names:room');
    assert.match(notice?.sentence ?? '', /M%RAND:1% gives only 10 different names, for 3 devices in use/);
    assert.deepEqual(await told(), []);
    assert.equal((await renameDevices(ports, policy({ template: 'M%RAND:2%' }))).asked, 3);
    assert.deepEqual(await stage.notices(), []);
  });

  it('holds up nobody whom an exception names', async () => {
    stage = await namingStage();
    const deviceIds = [(await stage.device(0)).id];
    const wanted = { kind: 'template', template: 'C-%SERIAL%' } as const;
    await stage.except({ wanted, scope: { kind: 'devices', deviceIds } });
    assert.equal((await renameDevices(stage.engine.ports, policy({ template: 'M%RAND:1%' }))).asked, 1);
    assert.equal((await stage.device(0)).renaming?.name, `C-${stage.serialNumbers[0]}`);
  });

  it('tells of no more devices without a free name than one run may rename, and then lets others have theirs', async () => {
    stage = await namingStage();
    const { ports } = stage.engine;
    const [one, other, third] = await Promise.all([0, 1, 2].map((place) => stage.device(place)));
    assert.ok(one !== undefined && other !== undefined && third !== undefined);
    const taken = Array.from({ length: 10 }, (_, digit) => `M${digit}`);
    const { intune } = ports;
    const full = {
      ...ports,
      intune: {
        ...intune,
        async *namedDevices() {
          for await (const page of intune.namedDevices()) {
            const [model] = page;
            assert.ok(model);
            yield [
              ...page,
              ...taken.map((deviceName) => ({
                ...model,
                id: deviceName,
                entraDeviceId: undefined,
                deviceName,
                serialNumber: deviceName,
              })),
            ];
          }
        },
        setNames: (names: ReadonlyMap<string, string>) => intune.setNames(names),
      },
    };
    const wanted = { kind: 'template', template: 'M%RAND:1%' } as const;
    await stage.except({ wanted, scope: { kind: 'devices', deviceIds: [one.id, other.id] } });
    stage.rename(2, 'LAPTOP-3');
    await stage.pass(5 * minute);
    const results = [];
    for (let runs = 0; runs < 3; runs += 1) {
      const { asked, later } = await renameDevices(full, policy({ mostPerRun: 1 }));
      results.push([(await told()).length, asked, later]);
    }
    assert.deepEqual(results, [
      [1, 0, 2],
      [2, 0, 1],
      [2, 1, 0],
    ]);
  });
});
