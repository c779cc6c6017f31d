import type { Registration } from '../../registration/registration.ts';

/** Serial numbers in what somebody wrote: separated by commas, semicolons or spaces; a part with spaces in it is one where a device has it, as virtual machines do. */
export async function readSerialNumbers(text: string, { devices }: Pick<Registration, 'devices'>): Promise<string[]> {
  const serialNumbers: string[] = [];
  for (const part of text.split(/[,;\r\n]+/).map((each) => each.trim())) {
    if (part === '') continue;
    const isOne = !part.includes(' ') || (part.length <= 64 && (await devices(part)).length > 0);
    serialNumbers.push(...(isOne ? [part] : part.split(/\s+/)));
  }
  return serialNumbers;
}
