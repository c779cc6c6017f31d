import type { DraftProblem } from '../../registration/naming/naming.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './nameRequest.json' with { type: 'json' };
import { type FormProblems, type NameRequestForm, shownForm } from './nameRequestForm.ts';
import { latestDay } from './namingCard.ts';
import { count, plain } from './text.ts';
import { day, dayOf, dayWords } from './time.ts';

/** A choice of devices. */
export interface ScopeChoice {
  title: string;
  value: string;
}

/** The form of a naming exception: which devices, which names, why, and until when. `problems` says what to correct. */
export function nameRequestCard(
  form: NameRequestForm,
  scopes: readonly ScopeChoice[],
  policy: Policy,
  now: number,
  problems: FormProblems = {},
): AdaptiveCard {
  const latest = latestDay(now, policy);
  const problem = (field: DraftProblem['field'], most = 400) => plain(problems[field] ?? '', most);
  return expand(template, {
    title: nameRequestTitle(problems),
    intro: `An approver decides. Until then names follow the naming convention, ${policy.naming.template}.`,
    ...shownForm(form),
    scopes: scopes.map(({ title, value }) => ({ title, value })),
    wanted: [
      { title: 'Keep the names devices have', value: 'keep' },
      { title: 'Own template', value: 'template' },
    ],
    firstDay: dayOf(now + day),
    latestDay: latest,
    dayError: `Choose a day from tomorrow to ${dayWords(latest)}.`,
    scopeProblem: problem('scope', 600),
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
