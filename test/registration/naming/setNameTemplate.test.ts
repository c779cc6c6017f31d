import assert from 'node:assert/strict';
import { readTemplateDifferences } from '../../../src/registration/naming/compareTemplates.ts';
import { setNameTemplate } from '../../../src/registration/naming/setNameTemplate.ts';
import { buildException } from '../../support/buildException.ts';
import { createEngine, type Engine } from '../../support/engine.ts';

const hour = 3_600_000;
const day = 24 * hour;
const profileName = 'Modern Workplace Autopilot Profile';
const actor = { id: 'megan', name: 'Megan Bowen' };
const path = '/deviceManagement/windowsAutopilotDeploymentProfiles';

describe('name templates of the tenant', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await createEngine({ latencies: 'quick', throttling: false });
  });
  afterEach(async () => {
    const violations = engine.sandbox.violations();
    await engine.close();
    assert.deepEqual(violations, []);
  });

  const edit = (template: string) => engine.sandbox.tenant.editNameTemplate(profileName, template);
  const run = () => engine.run('names');
  const notices = async () => (await engine.ports.store.query('notices', { limit: 10 })).items;
  const digests = async () => (await engine.ports.store.query('digests', { limit: 10 })).items;
  const audit = async () => (await engine.ports.store.query('audit', { limit: 10 })).items;
  const profileId = () => {
    const profiles = [...engine.sandbox.tenant.world().profiles.values()];
    return profiles.find(({ displayName }) => displayName === profileName)?.id ?? '';
  };
  const set = (shown = 'MMD-%RAND:11%') =>
    setNameTemplate({ profileId: profileId(), shown, actor, activityId: 'click' }, engine.ports, engine.policy);

  it('are compared every hour with one read, and a difference is told once', async () => {
    const { schedule } = await run();
    assert.equal(schedule, '0 50 * * * *');
    assert.deepEqual(await notices(), []);
    edit('LAB-%RAND:5%');
    engine.sandbox.log.reset();
    await run();
    await run();
    assert.equal(engine.sandbox.log.counters().requests, 2);
    const [notice, ...others] = await notices();
    assert.equal(others.length, 0);
    assert.equal(
      notice?.sentence,
      `The Autopilot profile ${profileName} names devices LAB-%RAND:5%; the naming convention says MMD-%RAND:11%.`,
    );
    assert.match(notice?.remedy ?? '', /`naming`/);
    assert.equal((await digests()).length, 1);
    edit('MMD-%RAND:11%');
    await run();
    assert.deepEqual(await notices(), []);
  });

  it('are known to whoever asks, as they were read last, with the exceptions of now', async () => {
    await run();
    const known = () => readTemplateDifferences(engine.ports, engine.policy);
    assert.deepEqual(await known(), []);
    engine.sandbox.log.reset();
    const until = engine.ports.clock.now() + day;
    await engine.ports.store.create('namingExceptions', buildException({ state: 'approved', until }));
    assert.deepEqual(
      (await known()).map(({ actual, wanted }) => [actual, wanted]),
      [1, 2, 3].map(() => ['MMD-%RAND:11%', '']),
    );
    assert.equal(engine.sandbox.log.counters().requests, 0);
  });

  it('are set to what applies now, read back, and in the audit', async () => {
    edit('LAB-%RAND:5%');
    await run();
    const until = engine.ports.clock.now() + day;
    const wanted = { kind: 'template', template: 'C-%SERIAL%' } as const;
    await engine.ports.store.create('namingExceptions', buildException({ state: 'approved', until, wanted }));
    const outcome = await set('C-%SERIAL%');
    assert.ok(outcome.kind === 'changed', JSON.stringify(outcome));
    assert.deepEqual([outcome.difference.actual, outcome.difference.wanted], ['LAB-%RAND:5%', 'C-%SERIAL%']);
    assert.equal(engine.sandbox.tenant.world().profiles.get(profileId())?.deviceNameTemplate, 'C-%SERIAL%');
    assert.deepEqual(await set(), { kind: 'same' });
    const detail = { profileName, before: 'LAB-%RAND:5%', after: 'C-%SERIAL%', exception: 'exception' };
    const entries = (await audit()).sort((one, other) => one.action.localeCompare(other.action));
    assert.deepEqual(
      entries.map((entry) => [entry.actor, entry.action, entry.subject, entry.detail, entry.activityId]),
      ['askedToSetNameTemplate', 'setNameTemplate'].map((action) => [actor, action, profileId(), detail, 'click']),
    );
  });

  it('are left as they are where something else applies than the administrator was asked about', async () => {
    const until = engine.ports.clock.now() + day;
    await engine.ports.store.create('namingExceptions', buildException({ state: 'approved', until }));
    const outcome = await set('C-%SERIAL%');
    assert.ok(outcome.kind === 'differs');
    assert.equal(outcome.difference.wanted, '');
    assert.equal(engine.sandbox.tenant.world().profiles.get(profileId())?.deviceNameTemplate, 'MMD-%RAND:11%');
    assert.deepEqual(await audit(), []);
  });

  it('are emptied where names are to be left alone', async () => {
    const until = engine.ports.clock.now() + day;
    await engine.ports.store.create('namingExceptions', buildException({ state: 'approved', until }));
    assert.equal((await set('')).kind, 'changed');
    assert.equal(engine.sandbox.tenant.world().profiles.get(profileId())?.deviceNameTemplate, '');
  });

  for (const [status, message] of [
    [400, /Intune refused the template/],
    [403, /Grant DeviceManagementServiceConfig.ReadWrite.All/],
    [404, /is not there any more/],
    [503, /does not answer now/],
  ] as const)
    it(`are left as they are where Graph answers ${status}, with a sentence for the administrator`, async () => {
      edit('LAB-%RAND:5%');
      engine.sandbox.faults.add({ route: `${path}/*`, method: 'PATCH', status });
      const outcome = await set();
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.message, message);
      assert.equal((await audit()).length, 1);
    });

  it('are not said to be changed before they show', async () => {
    edit('LAB-%RAND:5%');
    const { autopilot } = engine.ports;
    const ports = {
      ...engine.ports,
      autopilot: { profiles: () => autopilot.profiles(), setNameTemplate: async () => undefined },
    };
    const outcome = await setNameTemplate(
      { profileId: profileId(), shown: 'MMD-%RAND:11%', actor, activityId: 'click' },
      ports,
      engine.policy,
    );
    assert.deepEqual(outcome.kind, 'failed');
    // The tenant was changed, whether it shows or not.
    const actions = (await audit()).map(({ action }) => action);
    assert.deepEqual(actions.sort(), ['askedToSetNameTemplate', 'setNameTemplate']);
  });

  it('are refused for a profile whose devices join a domain too, and are compared by nobody', async () => {
    edit('LAB-%RAND:5%');
    await run();
    const { autopilot } = engine.ports;
    let changes = 0;
    const ports = {
      ...engine.ports,
      autopilot: {
        profiles: async () => (await autopilot.profiles()).map((profile) => ({ ...profile, hybrid: true })),
        async setNameTemplate() {
          changes += 1;
        },
      },
    };
    const request = { profileId: profileId(), shown: 'MMD-%RAND:11%', actor, activityId: 'click' };
    const outcome = await setNameTemplate(request, ports, engine.policy);
    assert.ok(outcome.kind === 'failed', JSON.stringify(outcome));
    assert.match(outcome.message, /domain join profile/);
    assert.deepEqual([changes, await audit(), await notices()], [0, [], []]);
    assert.deepEqual(await readTemplateDifferences(ports, engine.policy), []);
  });

  it('are in the audit although nobody can read them back', async () => {
    edit('LAB-%RAND:5%');
    const { autopilot } = engine.ports;
    const ports = {
      ...engine.ports,
      autopilot: {
        profiles: () => autopilot.profiles(),
        async setNameTemplate(id: string, template: string) {
          await autopilot.setNameTemplate(id, template);
          engine.sandbox.faults.add({ route: path, method: 'GET', status: 403 });
        },
      },
    };
    const request = { profileId: profileId(), shown: 'MMD-%RAND:11%', actor, activityId: 'click' };
    assert.equal((await setNameTemplate(request, ports, engine.policy)).kind, 'failed');
    assert.ok((await audit()).some(({ action }) => action === 'setNameTemplate'));
  });

  it('are compared by the same job that lets exceptions end', async () => {
    const now = engine.ports.clock.now();
    const { store } = engine.ports;
    await store.create(
      'namingExceptions',
      buildException({ id: 'a', state: 'approved', until: now + day, dueAt: now + day }),
    );
    await store.create('namingExceptions', buildException({ id: 'b', until: now + hour, dueAt: now + hour }));
    await store.create(
      'namingExceptions',
      buildException({ id: 'c', state: 'approved', until: now + 8 * day, dueAt: now + day }),
    );
    await run();
    const states = async () =>
      (await store.query('namingExceptions', { limit: 10 })).items.map(({ state, news }) => [state, news.at(-1)?.kind]);
    assert.deepEqual(await states(), [
      ['approved', undefined],
      // Whoever may decide by now is looked for every hour.
      ['requested', 'request'],
      ['approved', undefined],
    ]);
    engine.sandbox.clock.advance(day);
    assert.deepEqual((await run()).started, ['deliver']);
    assert.deepEqual(await states(), [
      ['expired', 'expired'],
      ['expired', 'expired'],
      ['approved', 'ending'],
    ]);
    assert.deepEqual((await run()).started, []);
  });
});
