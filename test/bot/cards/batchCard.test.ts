import assert from 'node:assert/strict';
import { batchCard } from '../../../src/bot/cards/batchCard.ts';
import { batchSteps } from '../../../src/bot/cards/batchSteps.ts';
import { batchTitle } from '../../../src/bot/cards/batchTitle.ts';
import type { Batch } from '../../../src/registration/batches/batch.ts';
import type { BatchView } from '../../../src/registration/batches/view.ts';
import { buttonsId } from '../../../src/registration/shipping/shownDevices.ts';
import {
  allActiveView,
  cleanReport,
  closedView,
  grace,
  nobody,
  now,
  sampleView,
  shippedView,
  troubledView,
} from '../support/samples.ts';

describe('batch title', () => {
  const title = (total: number, ready: number, active: number, failed = 0, removed = 0) =>
    batchTitle(sampleView({ total, failed, removed, reached: { ...nobody, ready, active } }));
  const cases: [string, string][] = [
    [title(21, 0, 0), 'Registering 21 devices'],
    [title(21, 14, 0), '14 of 21 devices are ready for user'],
    [title(21, 21, 0), 'All 21 devices are ready for user'],
    [title(21, 21, 19), '19 of 21 devices are active'],
    [title(21, 21, 21), 'All 21 devices are active'],
    [title(21, 14, 0, 2), '14 of 21 devices are ready for user, 2 failed'],
    [title(21, 0, 0, 21), 'None of the 21 devices could be registered'],
    [title(1, 0, 0), 'Registering 1 device'],
    [title(1, 1, 0), 'The device is ready for user'],
    [title(1, 1, 1), 'The device is active'],
    [title(1, 0, 0, 1), 'The device could not be registered'],
    [title(21, 18, 18, 0, 3), 'All 18 devices are active'],
    [title(21, 0, 0, 0, 21), 'All 21 devices were removed'],
    [title(1, 0, 0, 0, 1), 'The device was removed'],
    [title(0, 0, 0), 'There is nothing left to register in this file'],
  ];
  for (const [is, expected] of cases) {
    it(expected, () => assert.equal(is, expected));
  }
});

describe('the title of a batch whose devices had been registered before', () => {
  const problem = (code: 'left-autopilot' | 'import-failed', ...serialNumbers: string[]) => ({
    code,
    sentence: '',
    remedy: '',
    serialNumbers,
    requestIds: [],
  });
  const title = (total: number, failed: number, ...problems: BatchView['problems']) =>
    batchTitle(sampleView({ total, failed, problems, reached: { ...nobody, ready: total - failed } }));

  it('says that they need registering again', () => {
    assert.equal(title(1, 1, problem('left-autopilot', 'A')), 'The device needs registering again');
    assert.equal(title(2, 2, problem('left-autopilot', 'A', 'B')), 'All 2 devices need registering again');
    assert.equal(
      title(3, 1, problem('left-autopilot', 'A')),
      '2 of 3 devices are ready for user, 1 needs registering again',
    );
    assert.equal(
      title(3, 2, problem('left-autopilot', 'A'), problem('import-failed', 'B')),
      '1 of 3 devices are ready for user, 2 failed',
    );
  });
});

describe('batch steps', () => {
  const steps = (reached: Partial<BatchView['reached']>, total = 20) =>
    batchSteps(sampleView({ total, reached: { ...nobody, ...reached } }));

  it('show blocks and numbers, full and empty only when it is all or nothing', () => {
    const [sent, inAutopilot, known, inGroups] = steps({ sent: 20, inAutopilot: 19, knownToEntra: 1 });
    assert.deepEqual([sent?.bar, sent?.numbers], ['██████████', '20 of 20']);
    assert.equal(inAutopilot?.bar, '█████████░');
    assert.equal(known?.bar, '█░░░░░░░░░');
    assert.deepEqual([inGroups?.bar, inGroups?.numbers], ['░░░░░░░░░░', '0 of 20']);
    assert.equal(steps({ sent: 1 }, 5_000)[0]?.numbers, '1 of 5,000');
  });

  it('leave out devices that were removed', () => {
    const view = sampleView({ total: 20, removed: 5, reached: { ...nobody, sent: 15 } });
    assert.deepEqual([batchSteps(view)[0]?.numbers, batchSteps(view)[0]?.bar], ['15 of 15', '██████████']);
    assert.match(JSON.stringify(batchCard(view)), /5 devices, on request/);
    assert.doesNotMatch(JSON.stringify(batchCard({ ...view, total: 5 })), /Sent to Autopilot/);
  });

  it('stress the step that devices wait in', () => {
    assert.deepEqual(
      steps({ sent: 20, inAutopilot: 20, knownToEntra: 3 }).map(({ weight }) => weight),
      ['Default', 'Default', 'Bolder', 'Default', 'Default', 'Default'],
    );
  });

  it('show Active once somebody can be', () => {
    const labels = (reached: Partial<BatchView['reached']>) => steps(reached).map(({ label }) => label);
    assert.ok(!labels({ ready: 19 }).includes('Active'));
    assert.ok(labels({ ready: 19, active: 1 }).includes('Active'));
    assert.ok(labels({ ready: 20 }).includes('Active'));
  });
});

describe('batch card', () => {
  const text = (view: BatchView) => JSON.stringify(batchCard(view));

  it('says what is waited for, the deployment groups, and problems with their remedy', () => {
    assert.match(
      text(sampleView()),
      /6 devices.*waiting for Autopilot to assign the profile, usually under 30 minutes, 12 minutes so far/,
    );
    assert.match(text(sampleView()), /First 1, Fast 3, Broad 17/);
    assert.match(
      text(troubledView()),
      /registered to another organisation.*5CG1234ABC and 5CG1234ABD.*Ask the supplier to release it/,
    );
  });

  it('names who decided where it was somebody else', () => {
    assert.doesNotMatch(text(sampleView()), /Decided by/);
    assert.match(text(sampleView({}, { decidedBy: grace })), /Decided by.*Grace Hopper/);
  });

  it('names what was left alone', () => {
    assert.match(text(sampleView({}, { leftAlone: ['A', 'B'] })), /A and B: already registered or in another file/);
    assert.match(text(sampleView({}, { leaving: ['C'] })), /Being removed.*C: send the file again when that is done/);
  });

  it('can be refreshed until it is final', () => {
    assert.match(text(sampleView()), /"verb":"refreshBatch"/);
    for (const state of ['closed', 'cancelled'] as const)
      assert.doesNotMatch(text(sampleView({}, { state })), /refreshBatch/);
  });
});

describe("people's steps on the batch card", () => {
  const nobodySaid = { shipped: 0, toShip: 0, shippedUnsaid: 0, confirmed: 0, toConfirm: 0, fellBack: [] };
  const buttons = (view: BatchView) => {
    const { body } = batchCard(view);
    const sets = (Array.isArray(body) ? body : []).flatMap(({ actions }) => actions ?? []);
    return sets
      .filter(({ verb }) => verb === 'markShipped' || verb === 'confirmActive')
      .map(({ title, verb, data }) => ({ title, verb, data }));
  };

  it('are offered with how many devices they are for, and carry nothing but the ids of the batch and of what was shown', () => {
    const view = shippedView();
    const data = { batchId: 'batch-1', shown: buttonsId('batch-1', view.buttons) };
    assert.deepEqual(buttons(view), [
      { title: 'Mark 12 as shipped', verb: 'markShipped', data },
      { title: 'Confirm 4 active', verb: 'confirmActive', data },
    ]);
  });

  it('are offered only where there is something to say', () => {
    const verbs = (people: Partial<BatchView['people']>) =>
      buttons(sampleView({ people: { ...nobodySaid, ...people } })).map(({ verb }) => verb);
    assert.deepEqual(verbs({}), []);
    assert.deepEqual(verbs({ shippedUnsaid: 3, shipped: 2, confirmed: 2 }), []);
    assert.deepEqual(verbs({ toShip: 1 }), ['markShipped']);
    assert.deepEqual(verbs({ toConfirm: 1 }), ['confirmActive']);
    assert.deepEqual(buttons(closedView()), []);
  });

  it('are counted out of the devices that are left, like the title and the steps', () => {
    const { people, reached } = allActiveView();
    const view = sampleView({
      total: 24,
      removed: 3,
      reached,
      people: { ...people, shipped: 20, confirmed: 19 },
    });
    const card = JSON.stringify(batchCard(view));
    assert.match(card, /All 21 devices are active.*Shipped {2}.*20 of 21.*Confirmed {2}.*19 of 21/);
    assert.doesNotMatch(card, /of 24/);
  });

  it('show as numbers, with what was shipped and is not ready any more', () => {
    const text = (view: BatchView) => JSON.stringify(batchCard(view));
    assert.match(text(shippedView()), /Shipped {2}.*8 of 21.*Confirmed {2}.*2 of 21/);
    assert.match(
      text(shippedView()),
      /Shipped and not ready any more {2}.*5CG1234ABD: keep it from being set up until it is ready again/,
    );
    assert.match(text(closedView()), /21 of 21; this request is closed/);
    assert.doesNotMatch(text(allActiveView()), /is closed/);
    assert.doesNotMatch(text(sampleView()), /"(Shipped|Confirmed) {2}"/);
  });
});

describe('batch card', () => {
  const text = (over: Partial<Batch>, view: Partial<BatchView> = {}) =>
    JSON.stringify(batchCard(sampleView(view, over)));

  it('repeats how many devices had another group tag of ours in the file', () => {
    assert.match(
      text({ otherTags: 3 }),
      /3 devices had another group tag in the file; Microsoft365Managed_Standard was chosen for all/,
    );
    assert.doesNotMatch(text({ otherTags: 0 }), /another group tag/);
  });

  it('offers findings and rejected rows as long as they are kept', () => {
    const week = 7 * 24 * 3_600_000;
    assert.match(text({ createdAt: now - week + 1 }), /"verb":"showFindings".*Get 2 rejected rows as CSV/);
    assert.doesNotMatch(text({ createdAt: now - week }), /showFindings|rejectedRows/);
    assert.doesNotMatch(text({ createdAt: now, report: cleanReport(3) }), /showFindings|rejectedRows/);
  });
});
