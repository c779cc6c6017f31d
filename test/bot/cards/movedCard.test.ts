import assert from 'node:assert/strict';
import { movedCard, movedTitle } from '../../../src/bot/cards/movedCard.ts';
import type { MoveResult } from '../../../src/registration/deploymentGroups/moveDevices.ts';
import { sampleDevice } from '../support/samples.ts';

describe('the card of devices that are moved', () => {
  const outcome = (choice: string, ...results: MoveResult[]) => ({
    kind: 'answered' as const,
    choice,
    answers: results.map((result, index) => ({ id: `D|${index}`, device: sampleDevice(), result })),
  });
  const text = (...[choice, ...results]: Parameters<typeof outcome>) =>
    JSON.stringify(movedCard(outcome(choice, ...results), 'Megan Bowen'));

  it('names the groups that Preflight chose', () => {
    const toBroad = { kind: 'moving', from: 'First', to: 'Broad' } as const;
    assert.equal(movedTitle(outcome('Automatic', toBroad)), '1 device is moving to Broad, as Preflight chose');
    assert.equal(
      movedTitle(outcome('Automatic', toBroad, toBroad, { ...toBroad, to: 'Fast' })),
      '3 devices are moving to Broad and Fast, as Preflight chose',
    );
    assert.equal(movedTitle(outcome('Broad', toBroad)), '1 device is moving to Broad');
  });

  it('says instead of what only where that was another group', () => {
    assert.match(
      text('Automatic', { kind: 'moving', from: 'First', to: 'Broad', insteadOf: 'Broad' }),
      /" {2}from First to Broad"/,
    );
    assert.match(text('Broad', { kind: 'moving', from: 'First', to: 'Broad', insteadOf: 'Fast' }), /instead of Fast/);
  });

  it('says that a move was taken back, and promises nothing', () => {
    const back = { kind: 'moving', from: 'Broad', to: 'Broad', insteadOf: 'Fast' } as const;
    const card = text('Broad', back);
    assert.match(card, /1 device stays where it is/);
    assert.match(card, /The move to Fast was taken back; it stays in Broad\./);
    assert.doesNotMatch(card, /labelled Pending|channels|moving/);
    const both = text('Broad', back, { kind: 'moving', from: 'First', to: 'Broad' });
    assert.match(both, /1 device is moving to Broad.*taken back.*labelled Pending/);
  });
});
