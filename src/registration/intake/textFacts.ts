import type { BinaryKind } from './fileKind.ts';

/** What is learned about the bytes while they are read. */
export interface TextFacts {
  /** As in `Report.encoding`. */
  encoding: string;
  /** Bytes read so far. */
  bytes: number;
  /** Set, and nothing is decoded, when the file is no text. */
  binary: BinaryKind | undefined;
  /** The limit was passed and reading stopped. */
  tooLarge: boolean;
}
