import assert from 'node:assert/strict';
import { tellTroubles } from '../../../src/registration/notices/tellTroubles.ts';
import { createHealth, type Health, signInPart } from '../../../src/registration/ports/health.ts';
import { createEngine } from '../../support/engine.ts';

const minute = 60_000;

describe('health', () => {
  let now: number;
  let health: Health;
  beforeEach(() => {
    now = Date.UTC(2026, 0, 5, 9);
    health = createHealth({ now: () => now });
  });
  const kinds = () => health.troubles().map(({ kind }) => kind);

  it('shows a pause until it ends, whatever is answered meanwhile', () => {
    health.paused('intune', 15 * minute);
    health.worked('groups by name');
    health.answered('intune');
    assert.deepEqual(kinds(), ['throttled']);
    now += 15 * minute - 1;
    assert.deepEqual(kinds(), ['throttled']);
    now += 1;
    assert.deepEqual(kinds(), []);
  });

  it('remembers since when pauses follow each other, and begins anew after one that was over', () => {
    const since = now;
    for (let pause = 0; pause < 3; pause += 1) {
      health.paused('intune', minute);
      now += minute;
    }
    assert.equal(health.trouble()?.since, since);
    health.answered('intune');
    assert.equal(health.trouble(), undefined);
    health.paused('intune', minute);
    assert.equal(health.trouble()?.since, now);
  });

  it('names what could not be read until that is read, whatever else works', () => {
    health.failed('groups by name', 'unreadable', 2_000);
    now += minute;
    health.worked('Intune devices');
    assert.match(health.trouble()?.sentence ?? '', /cannot read \(groups by name\)/);
    health.worked('groups by name');
    assert.deepEqual(kinds(), []);
  });

  it('forgets what failed and was not asked for again', () => {
    health.failed('users', 'unreadable', 2_000);
    now += 21 * minute;
    assert.deepEqual(kinds(), []);
  });

  it('names each trouble of its own, the longest first', () => {
    health.paused('intune', 10 * minute);
    now += minute;
    health.failed(signInPart, 'unavailable', minute);
    health.failed('users', 'unavailable', minute);
    health.failed('subscriptions', 'unreadable', minute);
    assert.deepEqual(kinds(), ['throttled', 'signIn', 'unavailable', 'unreadable']);
    // No device waits for subscriptions.
    health.worked(signInPart);
    health.worked('users');
    assert.equal(health.trouble()?.kind, 'throttled');
  });

  it('tells the channels once of a pause that lasts, and forgets it afterwards', async () => {
    const engine = await createEngine();
    const { ports, sandbox } = engine;
    const notices = async () => (await ports.store.query('notices', { limit: 10 })).items.map(({ id }) => id);
    ports.health.paused('intune', 15 * minute);
    await tellTroubles(ports);
    assert.deepEqual(await notices(), []);
    sandbox.clock.advance(11 * minute);
    await engine.run('troubles');
    await engine.run('troubles');
    assert.deepEqual(await notices(), ['graph:throttled']);
    const told = await ports.store.query('digests', { limit: 10 });
    assert.equal(told.items.filter(({ kind }) => kind === 'notice').length, 1);
    sandbox.clock.advance(30 * minute);
    await engine.run('troubles');
    assert.deepEqual(await notices(), []);
    await engine.close();
  });
});
