/** Splits a message into its first word, in lower case, and the rest; what Teams or people add around it is dropped. */
export function parseCommand(text: string): { word: string; argument: string } {
  const line = text
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/<at>.*?<\/at>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\/(?=\S)/, '')
    .replace(/[.!?]+$/, '');
  const [word = '', ...rest] = line.split(' ');
  return { word: word.toLowerCase(), argument: rest.join(' ') };
}
