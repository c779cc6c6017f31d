import { longestName } from '../../registration/naming/nameTemplate.ts';
import type { Misfit, NameExample, NamingOverlap, NamingView, QueuedName } from '../../registration/naming/naming.ts';
import {
  isOver,
  type NamingAct,
  type NamingException,
  type NamingState,
} from '../../registration/naming/namingException.ts';
import { exceptionWords, overruledWords, whatChanges, whatFollows } from '../naming/namingWords.ts';
import { count, formatNumber, listed, plain, shownSerial } from './text.ts';
import { dayWords, readersDateAndTime } from './time.ts';

/** Overlaps with other exceptions that a card names one by one. */
const shownOverlaps = 3;

/** A line of a list on a card. */
export type Line = Record<'lead' | 'text' | 'subtle', string>;
type Event = Record<'lead' | 'text' | 'at', string>;

/** What every card of an exception says of it: reason, effect, examples, what does not fit, overlaps, and what people did. */
export function namingBody(view: NamingView) {
  const { exception, misfits, queued } = view;
  const over = isOver(exception);
  const examples = over ? [] : view.examples.map(exampleLine);
  return {
    facts: facts(view),
    sections: over
      ? []
      : [
          ...sectionOf(examplesHeading(view), examples),
          ...sectionOf(misfitsHeading(misfits), misfitLines(misfits), exception.id, showAllTitle(misfits)),
          ...sectionOf(queuedHeading(queued), queuedLines(queued)),
          ...sectionOf(view.overlaps.length === 1 ? 'Another exception' : 'Other exceptions', overlapLines(view)),
        ],
    events: events(view),
    exceptionId: exception.id,
  };
}

/** A device that a template gives no name, and why. */
export function misfitLine({ serialNumber, why }: Misfit): Line {
  return { lead: shownSerial(serialNumber), text: `  ${plain(why, 120)}`, subtle: '' };
}

/** `8 devices get no name from this template: they keep the names they have` */
export function misfitsHeading(misfits: readonly Misfit[]): string {
  return misfits.length === 1
    ? '1 device gets no name from this template: it keeps the name it has'
    : `${count(misfits.length, 'device')} get no name from this template: they keep the names they have`;
}

/** `1 device takes a new name all the same, which Intune has queued already` */
function queuedHeading({ length }: readonly QueuedName[]): string {
  return `${count(length, 'device')} ${length === 1 ? 'takes' : 'take'} a new name at the next restart all the same: Intune has it queued already`;
}

function queuedLines(queued: readonly QueuedName[]): Line[] {
  const lines = queued.slice(0, listed).map(({ serialNumber, name }) => ({
    lead: shownSerial(serialNumber),
    text: ` → ${plain(name, 60)}`,
    subtle: '',
  }));
  const more = queued.length - lines.length;
  return more > 0 ? [...lines, { lead: '', text: `And ${formatNumber(more)} more.`, subtle: '' }] : lines;
}

function facts(view: NamingView): { label: string; text: string }[] {
  const { exception } = view;
  const { state, reason } = exception;
  const ran = state === 'revoked' || (state === 'expired' && exception.decision !== undefined);
  return [
    { label: 'Reason', text: plain(reason, 500) },
    ...(isOver(exception)
      ? []
      : [{ label: state === 'approved' ? 'What applies' : 'What changes', text: whatChanges(view) }]),
    ...(isOver(exception) || view.overruled === 0 ? [] : [{ label: 'Not for all', text: overruledWords(view) }]),
    ...(ran ? [{ label: 'What follows', text: whatFollows(view) }] : []),
  ];
}

function sectionOf(heading: string, lines: readonly Line[], exceptionId = '', showAll = '') {
  return lines.length === 0 ? [] : [{ heading, lines, exceptionId, showAll }];
}

function examplesHeading({ exception, examples }: NamingView): string {
  const { wanted } = exception;
  const digits = wanted.kind === 'template' && /%RAND:/.test(wanted.template);
  const what = examples.length === 1 ? 'For example' : `For example, ${count(examples.length, 'device')}`;
  return digits ? `${what}, with other random digits` : what;
}

function exampleLine({ serialNumber, deviceName, newName }: NameExample): Line {
  return {
    lead: shownSerial(serialNumber),
    text: ` → ${plain(newName, 60)} (${[...newName].length} of ${longestName} characters)`,
    subtle: deviceName === undefined ? '' : `, now ${plain(deviceName, 60)}`,
  };
}

/** Empty where all of them are on the card. */
function showAllTitle({ length }: readonly Misfit[]): string {
  return length > listed ? `Show all ${formatNumber(length)}` : '';
}

function misfitLines(misfits: readonly Misfit[]): Line[] {
  const lines = misfits.slice(0, listed).map(misfitLine);
  const more = misfits.length - lines.length;
  return more > 0 ? [...lines, { lead: '', text: `And ${formatNumber(more)} more.`, subtle: '' }] : lines;
}

function overlapLines({ exception, overlaps }: NamingView): Line[] {
  const lines = overlaps.slice(0, shownOverlaps).map((overlap) => {
    const which = overlapText(overlap, exception);
    if (overlap.devices === 0)
      return { lead: 'Devices that are added later', text: ` can also be in ${which}`, subtle: '' };
    const are = overlap.devices === 1 ? 'is' : 'are';
    return { lead: count(overlap.devices, 'device'), text: ` ${are} also in ${which}`, subtle: '' };
  });
  const more = overlaps.length - lines.length;
  return more > 0 ? [...lines, { lead: '', text: `And ${count(more, 'more exception')}.`, subtle: '' }] : lines;
}

/** The other exception, and which of the two the devices in both follow: the narrower, then the later. */
function overlapText({ exception: other, scope, wins }: NamingOverlap, own: NamingException): string {
  // How many devices the other has beside these is not known here.
  const which = exceptionWords({ exception: other, scope: { ...scope, devices: 0 } });
  if (other.state !== 'approved') {
    const both = own.state === 'approved' ? 'it is' : 'both are';
    const isLater = other.scope.kind === own.scope.kind && own.state !== 'approved';
    const winner = isLater ? 'the one approved later' : wins === 'this' ? 'this one' : 'that one';
    return `${which}, which waits for a decision; once ${both} approved, ${winner} applies to them.`;
  }
  const same = other.scope.kind === own.scope.kind;
  if (wins === 'other') {
    const goesOn = other.wanted.kind === 'keep' ? 'keeping their names' : 'naming them';
    return `${which}, which ${same ? 'was approved later' : 'is narrower'} and goes on ${goesOn}.`;
  }
  const once = own.state === 'approved' ? '' : ' once it is approved';
  return `${which}, which ${same ? 'was approved earlier' : 'is wider'}: this one applies to them instead${once}.`;
}

/** What people did with it, the latest first. */
function events({ exception }: NamingView): Event[] {
  const { state, requester, requestedAt, decision, extension, ending } = exception;
  if (state === 'draft') return [];
  const decided = exception.state === 'denied' ? 'Denied' : 'Approved';
  return [
    ...(ending === undefined ? [] : [eventOf(endings[state] ?? 'Ended', ending, ending.comment)]),
    ...(extension === undefined
      ? []
      : [eventOf('Extended', extension, `before, it ended on ${dayWords(extension.before)}`)]),
    ...(decision === undefined ? [] : [eventOf(decided, decision, decision.comment)]),
    eventOf('Asked for', { by: requester, at: requestedAt }),
  ];
}

const endings: Partial<Record<NamingState, string>> = { withdrawn: 'Withdrawn', revoked: 'Revoked' };

function eventOf(done: string, { by, at }: Partial<NamingAct>, text = ''): Event {
  const who = by === undefined ? '' : ` by ${plain(by.name, 80)}`;
  const said = plain(text, 500);
  return {
    lead: `${done}${who}`,
    text: said === '' ? '' : `: ${said}`,
    at: at === undefined ? '' : readersDateAndTime(at),
  };
}
