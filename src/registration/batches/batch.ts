import type { Report, ReportRow } from '../intake/report.ts';
import type { Person } from '../person.ts';
import type { Stored } from '../ports/stored.ts';
import type { FileContents } from './fileContents.ts';
import type { FindingKind } from './findingKinds.ts';

/** One upload: first a draft that shows its report, then the devices somebody registered from it. Times in milliseconds since 1970 UTC. */
export interface Batch extends Stored {
  readonly id: string;
  /**
   * `draft`: the report waits for a choice; `registering`: chosen, devices are being created from its rows; `open`: devices are on
   * their way; `closed`: nothing more is expected; `cancelled`.
   */
  state: 'draft' | 'registering' | 'open' | 'closed' | 'cancelled';
  requester: Person;
  /** File name as sent, for display only; never a path. */
  fileName: string;
  /** SHA-256 of the file, hex. */
  digest: string;
  createdAt: number;
  /** What the report adds up to; its rows are in `batchRows` and `findingPages`. */
  report: BatchReport;
  /** The same bytes, sent earlier by anybody; as it was when this file came. */
  sentBefore?: SentBefore | undefined;
  profile?: string | undefined;
  sharedMode?: boolean | undefined;
  /** The tag that the profile had when it was chosen. */
  groupTag?: string | undefined;
  note?: string | undefined;
  decidedBy?: Person | undefined;
  decidedAt?: number | undefined;
  /** Devices whose group tag in the file is one of ours, but not that of the chosen profile. */
  otherTags?: number | undefined;
  /** Devices this batch follows. */
  total?: number | undefined;
  /** Serial numbers that another batch already follows or that are already registered, and were left alone. */
  leftAlone?: string[] | undefined;
  /** Serial numbers that were being removed, and could not be registered for that. */
  leaving?: string[] | undefined;
  /** Serial numbers registered here with another profile or mode, left alone. */
  registeredOtherwise?: string[] | undefined;
  /** Serial numbers registered here with another mainboard, left alone. */
  otherBoard?: string[] | undefined;
  /** The one card of this batch. */
  card?: { conversationId: string; activityId: string } | undefined;
  /** What became of its edits; absent when the last one worked and nothing is in doubt. */
  cardTrouble?: CardTrouble | undefined;
  /** When the card was last drawn, as far as the connector confirmed it. */
  cardDrawnAt?: number | undefined;
  /** When the card should be drawn again; absent when it is final. */
  cardDueAt?: number | undefined;
  /** Fingerprint of what the card last showed. */
  cardShown?: string | undefined;
}

/** Edits of a card that did not work. */
export interface CardTrouble {
  /** Failures in a row. */
  failures: number;
  /** How often in a row the connector said that the message is not there. */
  missing: number;
  /** When an edit was sent of which nobody knows whether it will still be carried out: then the card is drawn once more afterwards. */
  unknownAt?: number | undefined;
  /** How often it was posted anew, and when last. */
  postedAnew?: { count: number; at: number } | undefined;
}

/** What became of a file when it was sent before. */
export interface SentBefore {
  batchId: string;
  by: Person;
  at: number;
  outcome: 'waiting' | 'registered' | 'cancelled';
  /** Label of the device profile, where it was registered. */
  profileLabel?: string | undefined;
}

export type BatchReport = Omit<Report, 'rows'> &
  FileContents & {
    /** What was found, one entry for each kind, the gravest first. */
    kinds: FindingKind[];
    /** Rows with findings: what `findingPages` hold. */
    rowsWithFindings: number;
    /** Assigned users of devices that can be registered; absent when the file names none. */
    users?: AssignedUsers | undefined;
    /** Devices of the file that Preflight follows already; empty when it follows none. */
    known: KnownDevices[];
  };

/** Users that a file assigns devices to. */
export interface AssignedUsers {
  /** Devices with a user. */
  devices: number;
  /** Devices whose user does not exist, or cannot: they are registered without one. */
  withoutUser: number;
  /** False when the directory could not be asked; it is asked before each import in any case. */
  checked: boolean;
}

/** Rows that can be registered, a hundred a record, hashes included; deleted once the devices exist or the draft is dropped. */
export interface BatchRows extends Stored {
  /** `<batch id>:<chunk number>` */
  readonly id: string;
  batchId: string;
  rows: ReportRow[];
}

/** A row with findings, without what would be imported. A rejected one still holds what the file said. */
export type FoundRow = Omit<ReportRow, 'device'>;

/** One page of the rows with findings, rejected ones first; kept for a week whatever is decided. */
export interface FindingPage extends Stored {
  /** `<batch id>:<page number, 1 = first>` */
  readonly id: string;
  batchId: string;
  createdAt: number;
  rows: FoundRow[];
}

/** Devices of a new file that Preflight follows already, by what became of them. */
export interface KnownDevices {
  /** `failed`: registering them again tries again. The others are left alone. */
  state: 'onTheirWay' | 'ready' | 'inUse' | 'failed' | 'beingRemoved';
  count: number;
  /** The first few. */
  serialNumbers: string[];
  /** Names of the files they came in, the first few. */
  files: string[];
}
