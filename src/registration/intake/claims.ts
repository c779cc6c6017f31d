import { type Field, usualCaptions } from './captions.ts';
import { cleanCell, isHashPiece } from './cells.ts';

/** What a column says about the device of its row. */
export interface Claim {
  text: string;
  /** Caption, as the file spells it. */
  column: string;
}

/** What the other cells of a row claim about the device of its hash. Absent fields have no column; empty texts are empty cells. */
export interface Claims {
  fields: Partial<Record<Field, Claim>>;
  /** Cells had to be put back in their columns. */
  shifted: boolean;
  /** Cells without a column. */
  ignored: number;
  /** The row repeats its captions, as the Configuration Manager report does. */
  captioned: boolean;
}

/** What cells are recognised by: what the hash of the row says, as far as it could be read, and the policy's group tags. */
export interface KnownIdentity {
  serialNumber?: string | undefined;
  manufacturer?: string | undefined;
  model?: string | undefined;
  /** Whether a text is, or was meant to be, a group tag of the policy. */
  isTag?: ((text: string) => boolean) | undefined;
}

/** Notes what a cell claims, unless another column of the same kind did already. */
export function claim(claims: Claims, field: Field | undefined, text: string, column?: string): void {
  if (field === undefined || field === 'hardwareHash') return;
  const present = claims.fields[field];
  if (present !== undefined && (present.text !== '' || text === '')) return;
  const clean = cleanCell(text);
  const hidden = field === 'serialNumber' && isHashPiece(clean);
  claims.fields[field] = { text: hidden ? '' : clean, column: column ?? usualCaptions[field] };
}
