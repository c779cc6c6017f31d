import assert from 'node:assert/strict';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { type NamingStage, namingStage } from '../../support/namingStage.ts';

describe('the names job', () => {
  let stage: NamingStage;
  afterEach(() => stage.close());

  it('tells once of an exception whose template is none any more: its devices keep their names, others are renamed', async () => {
    stage = await namingStage();
    const { ports } = stage.engine;
    for (const place of [0, 1]) stage.rename(place, `LAPTOP-${place}`);
    const unreadable = await stage.except({
      wanted: { kind: 'template', template: 'CONTOSO_%SERIAL%' },
      scope: { kind: 'devices', deviceIds: [(await stage.device(0)).id] },
    });
    await stage.run();
    assert.equal(stage.asked(), 1);
    assert.equal((await stage.device(0)).renaming, undefined);
    for (const _ of [1, 2]) await stage.engine.run('names');
    const { items } = await ports.store.query('notices', { limit: 10 });
    const about = items.filter(({ id }) => id.startsWith('names:unreadable'));
    assert.deepEqual(
      about.map(({ id }) => id),
      ['names:unreadable:exception'],
    );
    assert.match(about[0]?.sentence ?? '', /CONTOSO_%SERIAL%.*keep the names.*cannot hold “_”/);
    await ports.store.replace('namingExceptions', { ...unreadable, state: 'revoked' });
    await stage.engine.run('names');
    assert.deepEqual(await stage.notices(), []);
  });

  it('tells once which devices the convention gives no name, and stops when an exception names them', async () => {
    const { naming } = defaultPolicy;
    // Serial numbers of the stage have eight characters.
    stage = await namingStage({ policy: { naming: { ...naming, template: 'CONTOSO-%SERIAL%' } } });
    await stage.engine.register(5, { prefix: 'MORE' });
    await stage.engine.until(({ status }) => status === 'active', 8 * 3_600_000);
    for (const _ of [1, 2]) await stage.engine.run('names');
    const { store } = stage.engine.ports;
    const notice = await store.get('notices', 'names:misfits');
    assert.match(
      notice?.sentence ?? '',
      /^The naming convention CONTOSO-%SERIAL% gives 8 devices in use no name: (\w+ \(the name would have 16 characters\)(, | and )){5}3 more\./,
    );
    const { items } = await store.query('digests', { limit: 100 });
    assert.equal(items.filter(({ id }) => id.startsWith('names:misfits')).length, 1);
    await stage.except();
    await stage.engine.run('names');
    assert.equal(await store.get('notices', 'names:misfits'), undefined);
  });
});
