import assert from 'node:assert/strict';
import { healthCard, healthTitle } from '../../../src/bot/cards/healthCard.ts';
import { now, sampleHealth } from '../support/samples.ts';

describe('the health card', () => {
  const groups = sampleHealth().groups.slice(0, 2);

  it('calls Preflight well while its subscriptions live', () => {
    const report = sampleHealth({ groups });
    assert.equal(healthTitle(report, now), 'Preflight is well');
    assert.match(JSON.stringify(healthCard(report, now)), /told of changes in 2 of 2 groups/);
  });

  it('says of a subscription that was not renewed in time that it has expired', () => {
    const report = sampleHealth({ groups: groups.map((group) => ({ ...group, expiresAt: now })) });
    assert.equal(healthTitle(report, now), '2 problems to look at');
    const text = JSON.stringify(healthCard(report, now));
    assert.match(text, /told of changes in 0 of 2 groups/);
    assert.match(text, /subscription expired, last notification 4 minutes ago/);
    assert.match(text, /since {{DATE/);
  });

  it('shows for a day that notifications of a subscription came with another secret', () => {
    const doubted = (since: number) =>
      sampleHealth({
        groups: groups.map((group, index) => (index === 0 ? { ...group, doubtedAt: now - since } : group)),
      });
    assert.equal(healthTitle(doubted(3_600_000), now), '1 problem to look at');
    assert.match(
      JSON.stringify(healthCard(doubted(3_600_000), now)),
      /came with another secret and were dropped, last 1 hour ago: does another installation use the same application\?/,
    );
    assert.equal(healthTitle(doubted(25 * 3_600_000), now), 'Preflight is well');
  });

  it('counts what a notice says of a group once', () => {
    const [group] = sampleHealth().groups.filter(({ problem }) => problem !== undefined);
    assert.ok(group);
    const notice = { id: `group:${group.id}`, version: 1, since: now, sentence: 'It is gone.', remedy: 'Restore it.' };
    assert.equal(healthTitle(sampleHealth({ groups: [group], notices: [notice] }), now), '1 problem to look at');
    const other = { ...notice, id: 'group:another' };
    assert.equal(healthTitle(sampleHealth({ groups: [group], notices: [other] }), now), '2 problems to look at');
  });
});
