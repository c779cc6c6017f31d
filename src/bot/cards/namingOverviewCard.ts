import type { NamingOverview, NamingView, TemplateDifference } from '../../registration/naming/naming.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import type { Role } from '../../registration/roles.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import { nameTemplateWords, setTemplateTitle } from './nameTemplateCard.ts';
import template from './namingOverview.json' with { type: 'json' };
import { namingTitle } from './namingTitle.ts';
import { type HeldRenames, heldBackWords, renameTitle } from './renamesCard.ts';
import { count, enumerate, formatNumber, plain } from './text.ts';
import { readersDateAndTime } from './time.ts';

/** Exceptions and differences of one kind that the card names. */
const shown = 8;

/** Who looks at the overview, and with which roles. */
export interface OverviewReader {
  id: string;
  roles: ReadonlySet<Role>;
}

/** What is held back, what is in force, what waits for a decision, and which Autopilot profiles name devices otherwise. */
export function namingOverviewCard(overview: NamingOverview, reader: OverviewReader, policy: Policy): AdaptiveCard {
  const { convention, inForce, waiting, differences, off, held, asOf } = overview;
  return expand(template, {
    title: namingOverviewTitle(overview),
    facts: [
      { label: 'Naming convention', text: plain(convention, 60) },
      {
        label: 'Devices in use',
        text:
          off === 0
            ? 'all whose names are known follow what applies to them'
            : `${formatNumber(off)} ${off === 1 ? 'has a name that does' : 'have names that do'} not follow what applies to them`,
      },
    ],
    sections: [
      ...section('Held back', held === undefined ? [] : [held], (renames) => heldItem(renames, reader, policy)),
      ...section('Waiting for a decision', waiting, (view) => exceptionItem(view, waitingButton(view, reader))),
      ...section('In force', inForce, (view) => exceptionItem(view, inForceButton(view, reader))),
      ...section('Autopilot profiles that name new devices otherwise', differences, (difference) =>
        differenceItem(difference, reader),
      ),
    ],
    asOf: `as of ${readersDateAndTime(asOf)}`,
  });
}

/** `2 naming exceptions are in force, 1 waits for a decision` */
export function namingOverviewTitle({ inForce, waiting }: Pick<NamingOverview, 'inForce' | 'waiting'>): string {
  const force =
    inForce.length === 0
      ? 'No naming exception is in force'
      : `${count(inForce.length, 'naming exception')} ${inForce.length === 1 ? 'is' : 'are'} in force`;
  if (waiting.length === 0) return force;
  return `${force}, ${formatNumber(waiting.length)} ${waiting.length === 1 ? 'waits' : 'wait'} for a decision`;
}

interface Item {
  lead: string;
  detail: string;
  exceptionId: string;
  profileId: string;
  asksToRename: boolean;
  button: string;
}

function section<T>(heading: string, all: readonly T[], itemOf: (one: T) => Item) {
  if (all.length === 0) return [];
  const more = all.length - shown;
  const items = all.slice(0, shown).map((one) => ({ ...itemOf(one) }));
  return [{ heading, items, more: more > 0 ? `And ${formatNumber(more)} more.` : '' }];
}

function heldItem(held: HeldRenames, { roles }: OverviewReader, policy: Policy): Item {
  return {
    ...heldBackWords(held, policy),
    exceptionId: '',
    profileId: '',
    asksToRename: roles.has('administrator'),
    button: renameTitle(held),
  };
}

function exceptionItem(view: NamingView, button: string): Item {
  const { exception } = view;
  const by = exception.decision === undefined ? '' : ` · approved by ${plain(exception.decision.by.name, 60)}`;
  const asked = exception.state === 'requested' ? '' : `asked for by ${plain(exception.requester.name, 60)}${by}: `;
  return {
    lead: namingTitle(view),
    detail: `${asked}${plain(exception.reason, 120)}`,
    exceptionId: exception.id,
    profileId: '',
    asksToRename: false,
    button,
  };
}

/** What the button leads to is checked again there; somebody who may do nothing looks. */
function waitingButton({ exception }: NamingView, { id, roles }: OverviewReader): string {
  if (isSamePerson(exception.requester, { id })) return 'Withdraw';
  return roles.has('approver') ? 'Decide' : 'Show';
}

function inForceButton({ exception }: NamingView, { id, roles }: OverviewReader): string {
  if (roles.has('approver') && !isSamePerson(exception.requester, { id })) return 'Revoke or extend';
  return roles.has('approver') || roles.has('administrator') ? 'Revoke' : 'Show';
}

function differenceItem(difference: TemplateDifference, { roles }: OverviewReader): Item {
  const { profileId, profileName, actual, wanted, exception, profiles } = difference;
  const why =
    exception === undefined ? 'the naming convention' : `the exception of ${plain(exception.requester.name, 60)}`;
  const shared =
    profiles.length === 0
      ? ''
      : ` It is the profile of ${enumerate(profiles.map((label) => plain(label, 60)))} devices.`;
  return {
    lead: plain(profileName, 100),
    detail: `Has ${nameTemplateWords(actual)}; ${why} says ${nameTemplateWords(wanted)}.${shared}`,
    exceptionId: '',
    profileId: roles.has('administrator') ? profileId : '',
    asksToRename: false,
    button: setTemplateTitle(wanted),
  };
}
