import assert from 'node:assert/strict';
import fc from 'fast-check';
import { misfitsCard } from '../../../src/bot/cards/misfitsCard.ts';
import { namePlanCard } from '../../../src/bot/cards/namePlanCard.ts';
import { nameReasonCard } from '../../../src/bot/cards/nameReasonCard.ts';
import { nameRequestCard } from '../../../src/bot/cards/nameRequestCard.ts';
import { changedTemplateCard, confirmTemplateCard, keptTemplateCard } from '../../../src/bot/cards/nameTemplateCard.ts';
import { droppedCard, namingCard, previewCard } from '../../../src/bot/cards/namingCard.ts';
import { namingOverviewCard } from '../../../src/bot/cards/namingOverviewCard.ts';
import { allowedRenamesCard, confirmRenamesCard, leftNamesCard } from '../../../src/bot/cards/renamesCard.ts';
import type { NamingView } from '../../../src/registration/naming/naming.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { hostile } from '../support/anything.ts';
import { cardProblems } from '../support/cardRules.ts';
import { sampleException, sampleNamingView } from '../support/namingSamples.ts';
import { now, sampleDevice } from '../support/samples.ts';

const states = ['draft', 'requested', 'approved', 'denied', 'withdrawn', 'revoked', 'expired'] as const;

/** A view in which every text that comes from outside is this one. */
function viewOf(text: string, many = 1): NamingView {
  const person = { id: 'x', name: text };
  const act = { by: person, at: now, comment: text };
  const exception = sampleException({
    wanted: { kind: 'template', template: text },
    scope: { kind: 'batch', batchId: 'b' },
    reason: text,
    requester: person,
    decision: act,
    ending: act,
    extension: { ...act, before: text },
    unreached: Array.from({ length: many }, () => text),
  });
  const scope = { text: `the devices of ${text}`, devices: many };
  return sampleNamingView({
    exception,
    scope,
    examples: [1, 2, 3].map(() => ({ serialNumber: text, deviceName: text, newName: text })),
    misfits: Array.from({ length: many }, () => ({ serialNumber: text, why: text })),
    overlaps: Array.from({ length: Math.min(many, 20) }, (_, index) => ({
      exception: { ...exception, state: 'approved' },
      scope,
      devices: index + 1,
      wins: index % 2 === 0 ? ('this' as const) : ('other' as const),
    })),
  });
}

/** Every card about names with this text in it. */
function cardsWith(text: string, many = 1) {
  const view = viewOf(text, many);
  const difference = { profileId: text, profileName: text, actual: text, wanted: text, profiles: [text, text] };
  const form = { scope: '', serialNumbers: '', what: '', template: '', reason: '', lastDay: '' };
  const device = sampleDevice({ serialNumber: text, deviceName: text });
  const rule = { source: 'exception', exception: view.exception, template: undefined } as const;
  const views = Array.from({ length: Math.min(many, 20) }, () => view);
  return [
    ...states.flatMap((state) => {
      const one = { ...view, exception: { ...view.exception, state } };
      return (['approver', 'requester', 'onlooker'] as const).map((reader) => namingCard(one, reader, defaultPolicy));
    }),
    previewCard({ ...view, exception: { ...view.exception, state: 'draft' } }, [text]),
    droppedCard(text),
    misfitsCard(view, 1),
    nameRequestCard(form, [{ title: 'All devices', value: 'tenant' }], defaultPolicy, now, {
      scope: text,
      wanted: text,
      reason: text,
      lastDay: text,
    }),
    namingOverviewCard(
      {
        convention: 'MMD-%RAND:11%',
        inForce: views,
        waiting: views,
        differences: views.map(() => ({ ...difference, exception: view.exception })),
        off: many,
        held: { template: text, devices: many },
        asOf: now,
      },
      { id: 'x', roles: new Set(['approver', 'administrator']) },
      defaultPolicy,
    ),
    confirmTemplateCard(difference),
    changedTemplateCard(difference, text),
    keptTemplateCard(text),
    confirmRenamesCard({ template: text, devices: many }, defaultPolicy),
    confirmRenamesCard({ template: text, devices: undefined }, defaultPolicy),
    allowedRenamesCard({ template: text, devices: undefined }, text, defaultPolicy),
    leftNamesCard(text),
    nameReasonCard(
      Array.from({ length: 5 }, () => ({ reason: { device, rule, misfit: text, follows: 'no' as const }, view })),
    ),
    namePlanCard({
      renames: Array.from({ length: many }, () => ({ deviceId: text, serialNumber: text, before: text, after: text })),
      left: { excepted: 0, hybridJoined: 0, justEnrolled: 0, underWay: 0, triedLately: 0, noName: 0 },
      later: 0,
      held: 0,
    }),
  ];
}

describe('cards about names', () => {
  it('stay valid and small whatever people and services say', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 5_000 }), (text, many) => {
        for (const card of cardsWith(text, many)) assert.deepEqual(cardProblems(card), []);
      }),
      { numRuns: 25 },
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const form = { scope: text, serialNumbers: text, what: text, template: text, reason: text, lastDay: text };
        const choices = Array.from({ length: 10 }, () => ({
          title: `of ${text.slice(0, 60)}`,
          value: `batch:${text.slice(0, 200)}`,
        }));
        assert.deepEqual(cardProblems(nameRequestCard(form, choices, defaultPolicy, now)), []);
      }),
      { numRuns: 25 },
    );
  });

  it('show a form again that is as full as it can be', () => {
    for (const letter of ['x', '字', '"', '😀']) {
      const text = letter.repeat(40_000);
      const form = { scope: text, serialNumbers: text, what: text, template: text, reason: text, lastDay: text };
      const choices = Array.from({ length: 15 }, () => ({
        title: letter.repeat(100),
        value: `batch:${'0'.repeat(36)}`,
      }));
      const problems = {
        scope: text.slice(0, 600),
        wanted: 'x'.repeat(400),
        reason: 'x'.repeat(400),
        lastDay: 'x'.repeat(400),
      };
      assert.deepEqual(cardProblems(nameRequestCard(form, choices, defaultPolicy, now, problems)), [], letter);
    }
  });

  it('never put outside text where Markdown or a date function would be read', () => {
    for (const card of cardsWith('M4RK3R')) {
      const where = elementsWith(card, 'M4RK3R');
      assert.deepEqual(
        where.filter((type) => type !== 'TextRun'),
        [],
      );
    }
  });

  it('have one primary button at most, and labels and titles on all that can be pressed or filled in', () => {
    for (const card of cardsWith('text')) {
      const text = JSON.stringify(card);
      assert.ok((text.match(/"style":"positive"/g) ?? []).length <= 1, text);
      assert.doesNotMatch(text, /"title":""/);
      assert.doesNotMatch(text, /"label":""/);
    }
  });
});

/** Types of the elements whose text holds `marker`, buttons' data aside. */
function elementsWith(value: unknown, marker: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => elementsWith(item, marker));
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'text' in value && typeof value.text === 'string' && value.text.includes(marker) && 'type' in value
      ? [String(value.type)]
      : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([name, inner]) => (name === 'data' ? [] : elementsWith(inner, marker))),
  ];
}
