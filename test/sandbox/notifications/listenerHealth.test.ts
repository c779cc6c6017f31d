import assert from 'node:assert/strict';
import { listenerHealth, tenMinutes } from '../../../sandbox/notifications/listenerHealth.ts';

const url = 'https://preflight.example/notifications';

describe('listenerHealth', () => {
  const answering = (quick: number, took: number, slow: number) => {
    const health = listenerHealth();
    for (let index = 0; index < quick; index += 1) health.note(url, 3_000, 0);
    for (let index = 0; index < slow; index += 1) health.note(url, took, 0);
    return health;
  };

  it('is good for a listener nobody has heard of, and at the limits themselves', () => {
    assert.equal(listenerHealth().state(url, 0), 'good');
    assert.equal(answering(9, 3_001, 1).state(url, 0), 'good');
    assert.equal(answering(1, 3_000, 1).state(url, 0), 'good');
  });

  it('is slow above 10 % over three seconds, drop above 15 % over ten', () => {
    assert.equal(answering(8, 3_001, 1).state(url, 0), 'slow');
    assert.equal(answering(8, 10_000, 1).state(url, 0), 'slow');
    assert.equal(answering(17, 10_001, 3).state(url, 0), 'slow');
    assert.equal(answering(5, 10_001, 1).state(url, 0), 'drop');
  });

  it('stays what it is for ten minutes and is judged again by the ten minutes before', () => {
    const health = answering(0, 10_001, 1);
    for (let index = 0; index < 100; index += 1) health.note(url, 1, 1);
    assert.equal(health.state(url, tenMinutes - 1), 'drop');
    assert.equal(health.state(url, tenMinutes), 'good');
    const worse = answering(8, 3_001, 1);
    worse.note(url, 20_000, 1);
    assert.equal(worse.state(url, tenMinutes - 1), 'slow');
    assert.equal(worse.state(url, tenMinutes), 'drop');
    assert.equal(worse.state(url, 2 * tenMinutes), 'good');
  });

  it('is of the host, whatever the path', () => {
    const health = answering(0, 3_001, 1);
    assert.equal(health.state('https://preflight.example/lifecycle', 0), 'slow');
    assert.equal(health.state('https://elsewhere.example/notifications', 0), 'good');
    assert.deepEqual(health.states(0), [{ listener: 'preflight.example', state: 'slow' }]);
  });
});
