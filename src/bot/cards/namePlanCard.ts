import type { LeftBecause, NamePlan } from '../../registration/naming/naming.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './list.json' with { type: 'json' };
import { count, formatNumber, listed, plain, shownSerial } from './text.ts';

/** Why devices whose names do not follow the convention are left as they are, in the order in which it is said. */
const reasons: Readonly<Record<LeftBecause, (one: boolean) => string>> = {
  excepted: (one) => `${one ? 'is' : 'are'} in an exception`,
  hybridJoined: (one) => `${one ? 'is' : 'are'} joined to a domain too, so Intune cannot rename ${one ? 'it' : 'them'}`,
  justEnrolled: (one) => `${one ? 'was' : 'were'} enrolled within the last hour`,
  underWay: (one) => `${one ? 'gets a new name at its' : 'get new names at their'} next restart already`,
  triedLately: (one) => `${one ? 'was' : 'were'} tried lately, and ${one ? 'is' : 'are'} tried again later`,
  noName: (one) => `${one ? 'gets' : 'get'} no name from the template that applies`,
};

/** What the next run of the rename job would do. Nothing was done. */
export function namePlanCard({ renames, left, later, held }: NamePlan): AdaptiveCard {
  const shown = renames.slice(0, listed).map(({ serialNumber, before, after }) => ({
    lead: shownSerial(serialNumber),
    detail: `${plain(before, 60) || 'no name'} → ${plain(after, 60)}`,
    at: '',
  }));
  const more = renames.length - shown.length;
  const kept = (Object.keys(reasons) as LeftBecause[])
    .filter((reason) => left[reason] > 0)
    .map((reason) => `${formatNumber(left[reason])} ${reasons[reason](left[reason] === 1)}`);
  return expand(template, {
    title: namePlanTitle({ renames, held }),
    intro: `This is a preview: nothing was changed.${shown.length === 0 ? '' : ' Devices take new names at their next restart; random digits will be others.'}`,
    items: [
      ...shown,
      ...(more > 0 ? [{ lead: `and ${formatNumber(more)} more`, detail: '', at: '' }] : []),
      ...(held === 0
        ? []
        : [
            {
              lead: 'Held back',
              detail: `${count(held, 'device')} at once ${held === 1 ? 'needs' : 'need'} an administrator’s word. Write “naming” to see it, or to give it.`,
              at: '',
            },
          ]),
      ...(kept.length === 0 ? [] : [{ lead: 'Left as they are', detail: `${kept.join('; ')}.`, at: '' }]),
      ...(later === 0
        ? []
        : [
            {
              lead: 'In a later run',
              detail: `${count(later, 'more device')}: each run renames so many at most.`,
              at: '',
            },
          ]),
    ],
  });
}

/** `The next run would rename 7 devices`, `412 devices would be renamed once an administrator allows it` */
export function namePlanTitle({ renames, held }: Pick<NamePlan, 'renames' | 'held'>): string {
  if (held > 0) return `${count(held, 'device')} would be renamed once an administrator allows it`;
  return `The next run would rename ${renames.length === 0 ? 'no device' : count(renames.length, 'device')}`;
}
