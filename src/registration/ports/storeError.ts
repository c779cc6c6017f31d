/** Why records can't be read or written now. */
export type StoreErrorCode =
  /** Another program holds the database. */
  | 'locked'
  /** The disk is full. */
  | 'full'
  | 'readOnly'
  /** The database was moved, renamed or deleted while it was in use. */
  | 'moved'
  | 'damaged'
  /** Not a database, or not one of Preflight. */
  | 'foreign'
  /** Written by a newer Preflight. */
  | 'newer'
  /** Its folder or file can't be opened. */
  | 'unreachable'
  /** It lies on a network share. */
  | 'network'
  /** The disk answers with an error. */
  | 'failing'
  | 'closed';

/** The store can't do what it was asked; nothing of it was written. Branch on `code`; `message` is for people: what happened, then what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, cause?: unknown, detail?: string) {
    super(detail ?? sentences[code], { cause });
    this.code = code;
  }
}

const sentences: Record<StoreErrorCode, string> = {
  locked:
    'Another program holds the database, so nothing can be stored. Close what has preflight.sqlite open, such as a backup or a database browser; Preflight goes on by itself.',
  full: 'The disk of the database is full, so nothing can be stored. Free space on it or enlarge it; Preflight goes on by itself.',
  readOnly:
    'The database can be read but not written to, so nothing can be stored. Allow Preflight to write to the disk, the folder and its files.',
  moved:
    'The database was moved, renamed or deleted while Preflight was using it, so nothing can be stored. Put it back, and restart Preflight.',
  damaged:
    'The database is damaged. Stop Preflight, move preflight.sqlite and the files whose names begin with it aside, restore your latest backup in their place, and start again.',
  foreign:
    'The file is not a database of Preflight. Move it aside, and restore your latest backup in its place or let Preflight begin a new one.',
  newer:
    'This file was written by a newer Preflight. Install that version again, or restore the backup you made before the upgrade.',
  unreachable: 'The database cannot be opened. Name a folder that can be written to.',
  network:
    'The database lies on a network share, where SQLite locks up and can lose records. Name a folder on a disk of this machine.',
  failing:
    'The disk of the database answers with errors, so nothing can be stored. Check the disk and the system log; Preflight tries again by itself.',
  closed: 'Preflight is stopping and stores nothing any more. Try again when it is back.',
};

/** Something that keeps the store from working, as it is now. */
export interface StoreTrouble {
  code: StoreErrorCode;
  /** Milliseconds since 1970 UTC. */
  since: number;
  /** What happened and what to do. */
  sentence: string;
}

/** A record that could not be understood and was put away, so that it holds up nothing else. */
export interface SetAsideRecord {
  collection: string;
  /** What can still be read of what it is about: a serial number, or its id. */
  name: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
}

/** How the store does. */
export interface StoreCondition {
  /** Absent while everything can be read and written. */
  trouble: StoreTrouble | undefined;
  setAside: {
    count: number;
    /** The latest, at most twenty. */
    latest: SetAsideRecord[];
  };
}
