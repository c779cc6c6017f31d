import type { NamingView } from '../../registration/naming/naming.ts';
import type { NamingCard, NamingException, NamingState } from '../../registration/naming/namingException.ts';
import type { Policy } from '../../registration/policy/policy.ts';
import { type AdaptiveCard, expand, type ViewValue } from './expand.ts';
import template from './naming.json' with { type: 'json' };
import { namingBody } from './namingBody.ts';
import { namingTitle } from './namingTitle.ts';
import { enumerate, listed, plain } from './text.ts';
import { day, dayOf, readersDateAndTime } from './time.ts';

/** Who a card is drawn for: those who may decide, who asked, or anybody else, who only looks. */
export type NamingReader = NamingCard['reader'] | 'onlooker';

const stateWords: Readonly<Record<NamingState, string>> = {
  draft: 'Not sent yet',
  requested: 'Waiting for an approver',
  approved: 'In force',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  revoked: 'Revoked',
  expired: 'Ended',
};

/** An exception that was sent: for whoever may decide with a comment and buttons, and once it is over without any. */
export function namingCard(view: NamingView, reader: NamingReader, policy: Policy): AdaptiveCard {
  const { state, lastDay } = view.exception;
  const approver = reader === 'approver';
  return draw(view, {
    notes: notes(view, reader, policy).map((text) => ({ text })),
    decides: approver && state === 'requested',
    changes: approver && state === 'approved',
    withdraws: reader === 'requester' && state === 'requested',
    firstDay: dayOf(Math.max(Date.parse(`${lastDay}T00:00:00Z`) || 0, view.asOf) + day),
    latestDay: latestDay(view.asOf, policy),
    commentLabel: state === 'approved' ? 'Comment, to revoke it (optional)' : 'Comment (optional)',
  });
}

/** An exception before it is sent: what it would do. `said` is more that is to be known about how it was written. */
export function previewCard(view: NamingView, said: readonly string[] = []): AdaptiveCard {
  const notes = said.map((text) => ({ text: plain(text, 300) }));
  return draw(view, { notes, isDraft: view.exception.state === 'draft' });
}

/** Stands in the place of a request that was dropped before it was sent. */
export function droppedCard(by: string): AdaptiveCard {
  const facts = [{ label: plain(by, 80), text: 'dropped it before it was sent. Nothing changes.' }];
  return expand(template, { ...nothing, title: droppedTitle, facts });
}

/** What became of a request that was dropped, in one line. */
export const droppedTitle = 'The request was dropped';

/** The latest last day that an exception can be given. */
export function latestDay(now: number, { naming }: Policy): string {
  return dayOf(now + naming.longestException * day);
}

/** A view model that shows nothing, for every name of the template. */
const nothing = {
  title: '',
  state: '',
  facts: [],
  sections: [],
  events: [],
  exceptionId: '',
  notes: [],
  isDraft: false,
  decides: false,
  changes: false,
  withdraws: false,
  firstDay: '',
  latestDay: '',
  commentLabel: '',
  asOf: '',
} as const;

function draw(view: NamingView, parts: Partial<Record<keyof typeof nothing, ViewValue>>): AdaptiveCard {
  return expand(template, {
    ...nothing,
    ...namingBody(view),
    title: namingTitle(view),
    state: stateWords[view.exception.state],
    asOf: `as of ${readersDateAndTime(view.asOf)}`,
    ...parts,
  });
}

/** What a reader should know beside the exception itself. */
function notes({ exception }: NamingView, reader: NamingReader, policy: Policy): string[] {
  const { state, unreached = [], nobody = false, cards } = exception;
  if (state !== 'requested') return [];
  if (reader === 'approver') return wideNotes(exception, policy);
  if (reader !== 'requester') return [];
  const some = cards.some((card) => card.reader === 'approver' && card.state !== 'dropped');
  if (nobody) return [nobodyDecides];
  if (unreached.length === 0) return [];
  const names = enumerate(
    unreached.map((name) => plain(name, 80)),
    listed,
  );
  const has = unreached.length === 1 ? 'has' : 'have';
  const lead = some ? 'Not told' : 'No approver could be told';
  return [
    `${lead}: ${names} ${has} not met Preflight in a chat yet. Ask them to write to it, or an administrator to write “subscribe approvals” in a channel.`,
  ];
}

const nobodyDecides =
  'Nobody can decide: no one but you has the approver role. Ask an administrator who shall have it.';

/** What an exception for all devices or for a profile means for devices that are set up later. */
function wideNotes({ scope, wanted }: NamingException, { profiles }: Policy): string[] {
  if (scope.kind === 'tenant') return [wide];
  if (scope.kind !== 'profile') return [];
  const own = profiles.find(({ id }) => id === scope.profile);
  const others = profiles.filter(
    ({ id, autopilotProfile }) => id !== own?.id && autopilotProfile === own?.autopilotProfile,
  );
  if (others.length === 0) return [wide];
  const labels = enumerate(others.map(({ label }) => plain(label, 60)));
  const named =
    wanted.kind === 'keep'
      ? 'new devices get its names while they are set up, and keep them'
      : 'new devices get its names while they are set up, and those of this exception from the rename job';
  return [
    `${plain(own?.label ?? '', 60)} devices share their Autopilot profile with ${labels} devices, so its template stays: ${named}.`,
  ];
}

const wide =
  'After approval, an administrator may also change the name template of the Autopilot profile, which names new devices while they are set up. Write “naming” for the button.';
