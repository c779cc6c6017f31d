import type { Report, ReportRow } from '../intake/report.ts';
import type { Stored } from '../ports/store.ts';

/** An authenticated person, from the activity's sender. */
export interface Person {
  /** Entra object id. */
  id: string;
  name: string;
}

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
  /** Everything of the report but its rows, which are in `batchRows`. */
  report: BatchReport;
  profile?: string | undefined;
  sharedMode?: boolean | undefined;
  note?: string | undefined;
  decidedBy?: Person | undefined;
  decidedAt?: number | undefined;
  /** Devices this batch follows. */
  total?: number | undefined;
  /** Serial numbers that another batch already follows or that are already registered, and were left alone. */
  leftAlone?: string[] | undefined;
  /** The one card of this batch. */
  card?: { conversationId: string; activityId: string } | undefined;
  /** When the card should be drawn again; absent when it is final. */
  cardDueAt?: number | undefined;
  /** Fingerprint of what the card last showed. */
  cardShown?: string | undefined;
}

export type BatchReport = Omit<Report, 'rows'> & {
  /** Devices by model, most first. */
  models: { model: string; count: number }[];
  /** The first rows with findings, for the card. */
  firstFindings: Omit<ReportRow, 'device'>[];
  /** Accepted serial numbers, the first few, for the card. */
  firstSerialNumbers: string[];
};

/** Rows of a report, a hundred a record, hashes included; deleted once the devices exist or the draft is dropped. */
export interface BatchRows extends Stored {
  /** `<batch id>:<chunk number>` */
  readonly id: string;
  batchId: string;
  rows: ReportRow[];
}
