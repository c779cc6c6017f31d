import type { Registration } from '../../registration/registration.ts';

/** The longest serial number there is, of virtual machines, has 54 characters. */
const longest = 64;

/**
 * Serial numbers in what somebody wrote, as they were given: separated by commas, semicolons, quotes, spaces or the word “and”. A part with
 * spaces in it is one where a device has it, as virtual machines do.
 */
export async function readSerialNumbers(text: string, { devices }: Pick<Registration, 'devices'>): Promise<string[]> {
  const serialNumbers: string[] = [];
  for (const part of text.split(/[,;"“”„«»\r\n]+/).map(bare)) {
    if (part === '') continue;
    const isWhole = part.includes(' ') && part.length <= longest && (await devices(part)).length > 0;
    const words = isWhole ? [part] : part.split(/\s+/).map(bare);
    serialNumbers.push(...words.filter((word) => word !== '' && !/^(and|&)$/i.test(word)));
  }
  return serialNumbers;
}

/** Without the single quotes that some put around it. */
function bare(text: string): string {
  return text.trim().replace(/^['‘’`]+|['‘’`]+$/g, '');
}
