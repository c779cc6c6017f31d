import assert from 'node:assert/strict';
import { playgroundConfig } from '../../../sandbox/playground/config.ts';
import { alex, testWorld } from '../../support/playgroundWorld.ts';

describe("Playground's configuration", () => {
  it('gives people the Entra object ids of the tenant and a channel besides General', () => {
    const config = playgroundConfig(testWorld);
    assert.equal(config.currentUser.aadObjectId, alex.objectId);
    assert.notEqual(config.currentUser.id, alex.objectId);
    assert.equal(config.users.length, 5);
    assert.deepEqual(
      config.team.channels.map((channel) => channel.name),
      ['IT operations'],
    );
  });

  it('refuses what Playground would refuse at start', () => {
    assert.throws(() => playgroundConfig({ ...testWorld, others: testWorld.others.slice(1) }), /exactly 5 people/);
    assert.throws(
      () => playgroundConfig({ ...testWorld, others: [alex, ...testWorld.others.slice(1)] }),
      /share an Entra object id/,
    );
  });
});
