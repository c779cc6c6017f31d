import type { StepOutcome } from '../../registration/shipping/stepOutcome.ts';
import { enumerate, shownSerial } from '../cards/text.ts';

/** What was not clear about serial numbers that somebody gave: no device has them, they came twice, or several devices share them. */
export function unclearSentences(
  { unknown, repeated, ambiguous }: Pick<StepOutcome, 'unknown' | 'repeated' | 'ambiguous'>,
  safe: (text: string) => string,
  named: number,
): string[] {
  const given = (serialNumbers: readonly string[]) =>
    enumerate(
      serialNumbers.map((each) => safe(shownSerial(each))),
      named,
    );
  const sentences: string[] = [];
  if (unknown.length > 0) {
    const these = unknown.length === 1 ? 'the serial number' : 'the serial numbers';
    sentences.push(
      `No device with ${these} ${given(unknown)} is known here. Check the spelling, or send the CSV to register it.`,
    );
  }
  if (repeated.length > 0) sentences.push(`Given more than once and counted once: ${given(repeated)}.`);
  if (ambiguous.length > 0) {
    const shared = given(ambiguous.map(({ serialNumber }) => serialNumber));
    sentences.push(`More than one manufacturer uses ${shared}: choose on the card which devices are meant.`);
  }
  return sentences;
}
