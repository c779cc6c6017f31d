import type { NamingView } from '../../registration/naming/naming.ts';
import type { NamingCard, NamingNews } from '../../registration/naming/namingException.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { plain } from '../cards/text.ts';
import { dayWords } from '../cards/time.ts';
import { isOne, scopeText, whatFollows, whatIsAsked } from './namingWords.ts';

/** One piece of news of a naming exception, in a sentence or two of plain text, for those who may decide or for who asked. */
export function namingNews(view: NamingView, news: NamingNews, reader: NamingCard['reader']): string {
  const { exception } = view;
  const { decision, ending, extension, lastDay } = exception;
  const what = `the naming exception for ${scopeText(view)}`;
  const subject = `The naming exception for ${scopeText(view)}`;
  switch (news) {
    case 'request':
      return `${namingTitle(view)}.`;
    case 'decided': {
      const done = exception.state === 'denied' ? 'denied' : 'approved';
      return `${name(decision?.by)} ${done} ${what}${saying(decision?.comment)}`;
    }
    case 'withdrawn':
      return `${name(ending?.by)} withdrew the request to ${whatIsAsked(view)}.`;
    case 'revoked':
      return `${name(ending?.by)} revoked ${what}${saying(ending?.comment)} ${whatFollows(view)}`;
    case 'extended':
      return `${name(extension?.by)} extended ${what}: it ends on ${dayWords(lastDay)}, not on ${dayWords(extension?.before ?? '')}.`;
    case 'ending': {
      const get = isOne(view) ? 'the device gets a new name' : 'the devices get new names';
      // Nobody extends a request of their own.
      const extend = reader === 'approver' ? 'Extend it' : 'Ask an approver to extend it';
      return `${subject} ends on ${dayWords(lastDay)}. ${extend}, or ${get} from then on.`;
    }
    case 'expired':
      return decision === undefined
        ? `Nobody decided about ${what} until its last day, ${dayWords(lastDay)}. Names stay as the naming convention says.`
        : `${subject} has ended. ${whatFollows(view)}`;
    default:
      return news satisfies never;
  }
}

function name(person: { name: string } | undefined): string {
  return plain(person?.name ?? '', 80) || 'Somebody';
}

/** The end of a sentence: what somebody wrote with it, if anything. */
function saying(comment: string | undefined): string {
  const text = plain(comment ?? '', 500);
  if (text === '') return '.';
  return /[.!?…]$/.test(text) ? `: ${text}` : `: ${text}.`;
}
