/** What `npm run hostile` was asked to play. */
export interface HostileOptions {
  /** Plays only cells whose name is this, or begins with it and a slash: `import/cut`, `connector/403`. Everything when absent. */
  only?: string | undefined;
  /** Plays about this share of the cells, 0 to 1, drawn with `seed`; everything when absent. */
  share?: number | undefined;
  seed?: number | undefined;
  /** Threads that play at the same time; one for each core when absent. */
  workers?: number | undefined;
}

/** One cell of a matrix, played. */
export interface HostileRow {
  /** `import/cut-in-the-middle/once/before`. */
  cell: string;
  /** What was wanted and did not happen, one sentence each; empty when all went well. */
  problems: string[];
  /** What was measured, by name. */
  facts: Record<string, string | number | boolean | readonly string[]>;
}

/** A matrix: yields each row as soon as it is played. */
export type HostilePlay = (options: HostileOptions) => AsyncGenerator<HostileRow>;
