/** What every record carries. */
export interface Stored {
  readonly id: string;
  /** 1 when created, one more at each replace; a replace with another version than the stored one is refused. */
  readonly version: number;
}

/** A new record: the store sets its version. */
export type Draft<T extends Stored> = Omit<T, 'version'>;
