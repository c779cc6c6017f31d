import type { NamingView } from '../../registration/naming/naming.ts';
import type { NamingAct } from '../../registration/naming/namingException.ts';
import type { NamingRefusal } from '../../registration/naming/step.ts';
import { plain } from '../cards/text.ts';
import { dayWords, timeFor } from '../cards/time.ts';
import type { Turn } from '../turn.ts';

/** Why a step of a naming exception was not taken, and what to do. Plain text. */
export function namingRefusal(refusal: Exclude<NamingRefusal, 'alreadyDecided'>, { exception }: NamingView): string {
  const lastDay = dayWords(exception.lastDay);
  switch (refusal) {
    case 'notSent':
      return 'This request was not sent yet, so there is nothing to decide.';
    case 'superseded':
      return 'This request was taken back to be changed. Send the newer one.';
    case 'ownRequest':
      return 'Nobody decides about a request of their own. Another approver must.';
    case 'notYours':
      return onlyRequester(exception.requester.name);
    case 'pastEnd':
      return `Its last day, ${lastDay}, is over. Write request naming exception to ask again.`;
    case 'notLater':
      return `It ends on ${lastDay} already. Choose a later day.`;
    default:
      return refusal satisfies never;
  }
}

/** Said to who presses the buttons of somebody else's request. */
export function onlyRequester(name: string): string {
  return `Only ${plain(name, 80)} can send, change or withdraw this request.`;
}

/** Who was first, for who came second: `Already approved by Nestor Wilke at 23 Nov 2026, 14:05.` */
export function firstStep({ exception }: NamingView, reader: Pick<Turn, 'locale' | 'timeZone'>): string {
  const { state, decision, ending, requestedAt, lastDay } = exception;
  const said = (done: string, act: Partial<NamingAct> | undefined) => {
    const by = act?.by === undefined ? '' : ` by ${plain(act.by.name, 80)}`;
    return `Already ${done}${by}${act?.at === undefined ? '' : ` at ${timeFor(act.at, reader)}`}.`;
  };
  switch (state) {
    case 'draft':
      return 'This request was not sent yet.';
    case 'requested':
      return `${said('sent for approval', { at: requestedAt })} Nobody has decided yet.`;
    case 'approved':
    case 'denied':
      return said(state, decision);
    case 'withdrawn':
    case 'revoked':
      return said(state, ending);
    case 'expired':
      return `It has ended: its last day was ${dayWords(lastDay)}.`;
    default:
      return state satisfies never;
  }
}
