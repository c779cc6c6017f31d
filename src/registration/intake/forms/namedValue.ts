import { exactCaptionField, type Field } from '../captions.ts';
import type { Line } from '../physicalLines.ts';

/** A value that stands beside its own caption, as in JSON, XML and PowerShell lists. */
export interface NamedValue {
  caption: string;
  text: string;
  /** Where the value starts, 1 = first line of the file. */
  line: number;
  /** Joined from several lines. */
  wrapped: boolean;
}

/** The field of a value's caption; people's own wordings count only where a table or a form has its own captions. */
export function fieldOf({ caption }: Pick<NamedValue, 'caption'>): Field | undefined {
  return exactCaptionField(caption);
}

/** The value that is a hardware hash by its caption, or by how it begins. */
export function hashOf(values: readonly NamedValue[]): NamedValue | undefined {
  return (
    values.find((value) => isHashText(value.text)) ??
    values.find((value) => value.text !== '' && fieldOf(value) === 'hardwareHash')
  );
}

/** Whether a text begins like a hardware hash. */
export function isHashText(text: string): boolean {
  return /^[\s"'`]{0,8}T0[E-H][A-Za-z0-9+/_\\%&-]/.test(text);
}

/** The values as a row that brings its captions along. It stands where its hash starts. */
export function namedRow(values: readonly NamedValue[]): Line {
  const hash = hashOf(values);
  return {
    number: hash?.line ?? values[0]?.line ?? 1,
    text: '',
    wrapped: hash?.wrapped ?? false,
    tooLong: false,
    cells: values.map(({ text }) => text),
    // A hash is one whatever its caption says.
    captions: values.map((value) =>
      value === hash && fieldOf(value) !== 'hardwareHash' ? 'Hardware Hash' : value.caption,
    ),
  };
}
