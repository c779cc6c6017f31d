import assert from 'node:assert/strict';
import { decideName, type NameFacts } from '../../../src/registration/naming/decideName.ts';
import { conventionOf, type NameRule } from '../../../src/registration/naming/nameRule.ts';
import { readTemplate } from '../../../src/registration/naming/nameTemplate.ts';
import { defaultPolicy } from '../../../src/registration/policy/defaultPolicy.ts';
import { buildException } from '../../support/buildException.ts';

const hour = 3_600_000;
const now = 100 * 24 * hour;
const { retryAfter, takesUpTo } = defaultPolicy.naming;
const convention = conventionOf(defaultPolicy);
const reading = readTemplate('CONTOSO-%SERIAL%');
assert.ok('template' in reading);
const exception = buildException({ state: 'approved' });
const byConvention: NameRule = { source: 'convention', template: convention };
const keep: NameRule = { source: 'exception', exception, template: undefined };
const own: NameRule = { source: 'exception', exception, template: reading.template };

type Changes = Partial<NameFacts['shown']> & { serialNumber?: string; renaming?: NameFacts['device']['renaming'] };
const off = 'LAPTOP-3F9A1C';
const renamed = (state: 'claimed' | 'queued' | 'failed', ago: number) => ({
  name: 'MMD-00000000001',
  before: off,
  askedAt: now - ago,
  state,
});

function decide(rule: NameRule, { serialNumber = '5CG1234', renaming, ...shown }: Changes): string {
  const decision = decideName({
    device: { serialNumber, renaming },
    shown: { deviceName: off, hybridJoined: false, rename: undefined, enrolledAt: now - 24 * hour, ...shown },
    rule,
    convention,
    policy: defaultPolicy.naming,
    now,
  });
  return decision.kind === 'left' ? decision.because : decision.kind;
}

describe('what becomes of the name of a device', () => {
  const table: [string, NameRule, Changes, string][] = [
    ['a name of the convention', byConvention, { deviceName: 'mmd-12345678901' }, 'follows'],
    ['one digit less', byConvention, { deviceName: 'MMD-1234567890' }, 'rename'],
    ['another name', byConvention, {}, 'rename'],
    ['a name of its own that is kept', keep, {}, 'excepted'],
    ['a name of the convention that is kept', keep, { deviceName: 'MMD-12345678901' }, 'follows'],
    ['a kept name, with a rename under way', keep, { rename: { state: 'pending', startedAt: now } }, 'excepted'],
    ['a name of the own template', own, { deviceName: 'contoso-5cg1234' }, 'follows'],
    ['a name of the convention under an own template', own, { deviceName: 'MMD-12345678901' }, 'rename'],
    ['a serial number that is too long', own, { serialNumber: '5CG1234ABC' }, 'noName'],
    ['a hybrid joined device', byConvention, { hybridJoined: true }, 'hybridJoined'],
    [
      'a hybrid joined device that follows',
      byConvention,
      { hybridJoined: true, deviceName: 'MMD-12345678901' },
      'follows',
    ],
    ['somebody else’s rename', byConvention, { rename: { state: 'pending', startedAt: 1 } }, 'underWay'],
    ['somebody else’s rename that is over', byConvention, { rename: { state: 'done', startedAt: 1 } }, 'rename'],
    ['somebody else’s rename that failed', byConvention, { rename: { state: 'failed', startedAt: 1 } }, 'rename'],
    ['set up just now', byConvention, { enrolledAt: now }, 'justEnrolled'],
    ['set up lately', byConvention, { enrolledAt: now - hour + 1 }, 'justEnrolled'],
    ['set up an hour ago', byConvention, { enrolledAt: now - hour }, 'rename'],
    ['set up by a clock that is ahead', byConvention, { enrolledAt: now + 60_000 }, 'justEnrolled'],
    ['set up nobody knows when', byConvention, { enrolledAt: undefined }, 'rename'],
    ['set up just now, with its name kept', keep, { enrolledAt: now }, 'excepted'],
    ['set up just now, and too long', own, { enrolledAt: now, serialNumber: '5CG1234ABC' }, 'noName'],
    ['set up just now, and hybrid joined', byConvention, { enrolledAt: now, hybridJoined: true }, 'hybridJoined'],
    ['just queued', byConvention, { renaming: renamed('queued', 0) }, 'underWay'],
    ['queued for long', byConvention, { renaming: renamed('queued', takesUpTo - 1) }, 'underWay'],
    ['queued for too long', byConvention, { renaming: renamed('queued', takesUpTo) }, 'rename'],
    ['queued in a future that never was', byConvention, { renaming: renamed('queued', -hour) }, 'rename'],
    ['claimed lately', byConvention, { renaming: renamed('claimed', retryAfter - 1) }, 'triedLately'],
    ['claimed and long gone', byConvention, { renaming: renamed('claimed', retryAfter) }, 'rename'],
    ['failed lately', byConvention, { renaming: renamed('failed', retryAfter - 1) }, 'triedLately'],
    ['failed long ago', byConvention, { renaming: renamed('failed', retryAfter) }, 'rename'],
    [
      'failed long ago, and somebody asked again',
      byConvention,
      { renaming: renamed('failed', retryAfter), rename: { state: 'pending', startedAt: now } },
      'underWay',
    ],
  ];
  for (const [what, rule, changes, expected] of table)
    it(`${what}: ${expected}`, () => assert.equal(decide(rule, changes), expected));
});
