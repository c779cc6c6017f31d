import { trimEnd } from '../../registration/hardwareHash/trimEnds.ts';
import { withoutMentions } from '../text/withoutMentions.ts';

/** Splits a message into its first word, in lower case, and the rest; what Teams or people add around it is dropped. */
export function parseCommand(text: string): { word: string; argument: string } {
  const spaced = withoutMentions(text.replaceAll('&nbsp;', ' ')).split(/\s/);
  const line = spaced.filter((word) => word !== '').join(' ');
  const bare = /^\/\S/.test(line) ? line.slice(1) : line;
  const [word = '', ...rest] = trimEnd(bare, /[.!?]/).split(' ');
  return { word: word.toLowerCase(), argument: rest.join(' ') };
}
