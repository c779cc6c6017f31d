/** What a command needs of the terminal, and all it may touch of it. */
export interface Terminal {
  /** Writes to standard output; resolves when it is taken. */
  out(text: string): Promise<void>;
  /** Writes to standard error. */
  error(text: string): Promise<void>;
  /** Opens a file to be read; `-` is standard input. Reading fails as `node:fs` fails. */
  open(file: string): AsyncIterable<Uint8Array>;
  /** Colours text where colours are shown (a terminal, without NO_COLOR). */
  paint(style: 'red' | 'green' | 'yellow' | 'blue' | 'bold' | 'dim', text: string): string;
  /** Milliseconds since 1970 UTC. */
  now(): number;
}

/** One command of `preflight`: takes the words after its name, resolves with the exit status. */
export type Command = (words: readonly string[], terminal: Terminal) => Promise<number>;
