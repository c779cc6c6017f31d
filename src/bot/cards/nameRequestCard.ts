import type { DraftProblem } from '../../registration/naming/naming.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './nameRequest.json' with { type: 'json' };
import { latestDay } from './namingCard.ts';
import { count, plain } from './text.ts';
import { day, dayOf, dayWords } from './time.ts';

/** What is on the form of a request, as it was written. */
export interface NameRequestForm {
  /** A value of the choices; empty while nothing is chosen. */
  scope: string;
  serialNumbers: string;
  /** `keep` or `template`; empty while nothing is chosen. */
  what: string;
  template: string;
  reason: string;
  /** `2027-03-31` */
  lastDay: string;
}

/** Characters of the field for serial numbers, so that the card stays small with them in it. */
export const longestSerialNumbers = 5_000;

/** A form nobody has filled in. */
export const emptyForm: NameRequestForm = {
  scope: '',
  serialNumbers: '',
  what: '',
  template: '',
  reason: '',
  lastDay: '',
};

/** A choice of devices. */
export interface ScopeChoice {
  title: string;
  value: string;
}

/** What is wrong with a form, by field: one sentence each. */
export type FormProblems = Partial<Record<DraftProblem['field'], string>>;

/** The form of a naming exception: which devices, which names, why, and until when. `problems` says what to correct. */
export function nameRequestCard(
  form: NameRequestForm,
  scopes: readonly ScopeChoice[],
  policy: Policy,
  now: number,
  problems: FormProblems = {},
): AdaptiveCard {
  const latest = latestDay(now, policy);
  const problem = (field: DraftProblem['field']) => plain(problems[field] ?? '', 400);
  return expand(template, {
    title: nameRequestTitle(problems),
    intro: `An approver decides. Until then names follow the naming convention, ${policy.naming.template}.`,
    scope: plain(form.scope, 220),
    serialNumbers: plain(form.serialNumbers, longestSerialNumbers),
    what: plain(form.what, 20),
    template: plain(form.template, 100),
    reason: plain(form.reason, 500),
    lastDay: plain(form.lastDay, 10),
    scopes: scopes.map(({ title, value }) => ({ title, value })),
    wanted: [
      { title: 'Keep the names devices have', value: 'keep' },
      { title: 'Own template', value: 'template' },
    ],
    firstDay: dayOf(now + day),
    latestDay: latest,
    dayError: `Choose a day from tomorrow to ${dayWords(latest)}.`,
    scopeProblem: problem('scope'),
    wantedProblem: problem('wanted'),
    reasonProblem: problem('reason'),
    lastDayProblem: problem('lastDay'),
  });
}

/** What the form is for, or how much of it has to be corrected. */
export function nameRequestTitle(problems: FormProblems = {}): string {
  const wrong = Object.keys(problems).length;
  return wrong === 0 ? 'Request a naming exception' : `${count(wrong, 'answer')} must be corrected`;
}
