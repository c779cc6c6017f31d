import { isOne, type NamedScope, scopeText, untilWords, whatIsAsked } from '../naming/namingWords.ts';
import { capitalise, plain } from './text.ts';

/** The state of a naming exception in one line. */
export function namingTitle(view: NamedScope): string {
  const { exception } = view;
  const devices = scopeText(view);
  const { state, wanted, requester, decision } = exception;
  const until = untilWords(view);
  switch (state) {
    case 'draft':
      return `This request is for ${devices}`;
    case 'requested':
      return `${plain(requester.name, 80)} asks to ${whatIsAsked(view)} ${until}`;
    case 'approved': {
      if (wanted.kind === 'keep')
        return `${capitalise(devices)} ${isOne(view) ? 'keeps its name' : 'keep their names'} ${until}`;
      return `${capitalise(devices)} ${isOne(view) ? 'is' : 'are'} named ${plain(wanted.template, 60)} ${until}`;
    }
    case 'denied':
      return `The naming exception for ${devices} was denied`;
    case 'withdrawn':
      return `The request to ${whatIsAsked(view)} was withdrawn`;
    case 'revoked':
      return `The naming exception for ${devices} was revoked`;
    case 'expired':
      return decision === undefined
        ? `Nobody decided about the naming exception for ${devices}`
        : `The naming exception for ${devices} has ended`;
    default:
      return state satisfies never;
  }
}
