import { trimEnds } from '../../registration/hardwareHash/trimEnds.ts';
import type { Registration } from '../../registration/registration.ts';

/** The longest serial number there is, of virtual machines, has 54 characters. */
const longest = 64;

/** Parts with spaces that are looked up: more than any command takes. In the rest every word counts, so that one message does not ask the store for ever. */
const mostLookedUp = 500;

/**
 * Serial numbers in what somebody wrote, as they were given: separated by commas, semicolons, quotes, spaces or the word “and”. A part with
 * spaces in it is one where a device has it, as virtual machines do.
 */
export async function readSerialNumbers(text: string, { devices }: Pick<Registration, 'devices'>): Promise<string[]> {
  const serialNumbers: string[] = [];
  let left = mostLookedUp;
  const isDevice = async (part: string) => {
    left -= 1;
    return left >= 0 && (await devices(part)).length > 0;
  };
  for (const part of text.split(/[,;"“”„«»\r\n]/).map(bare)) {
    if (part === '') continue;
    const isWhole = part.includes(' ') && part.length <= longest && (await isDevice(part));
    const words = isWhole ? [part] : part.split(/\s/).map(bare);
    for (const word of words) if (word !== '' && !/^(and|&)$/i.test(word)) serialNumbers.push(word);
  }
  return serialNumbers;
}

/** Without the single quotes that some put around it. */
function bare(text: string): string {
  return trimEnds(text.trim(), /['‘’`]/);
}
