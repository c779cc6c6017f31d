export type Severity = 'info' | 'warning' | 'error';

/** One thing the reader has to say, as data; the catalogue of codes is `findings.ts`. */
export interface Finding {
  /** Stable, kebab-case. */
  code: string;
  severity: Severity;
  /** Line in the file, 1 = first; absent where the finding is about the whole file. */
  line?: number | undefined;
  /** The column's caption as the file spells it, where the finding is about one cell. */
  column?: string | undefined;
  message: string;
  /** What to do about it, one sentence. */
  remedy: string;
  /** The repair that was made, where one was. */
  fix?: string | undefined;
}

/** What was decoded from a row's hardware hash; present on rows that can be imported. */
export interface ReportDevice {
  /** `deviceKey` of what the hash says. */
  key: string;
  /** Padded base64, canonical: repaired where a repair was proved by the digest. */
  hardwareHash: string;
  /** e.g. `2.0`; absent without a TPM. */
  tpmVersion: string | undefined;
  /** GiB. */
  memory: number | undefined;
  /** The file's own columns, where present. */
  groupTag: string | undefined;
  assignedUser: string | undefined;
  /** Why it cannot be a shared device, as the end of “this one …”; absent when it can. */
  sharingObstacle?: string | undefined;
}

/** What the file said in a row that is rejected, to give it back. A product key is not among it. */
export interface GivenRow {
  serialNumber: string;
  productId: string;
  /** As it stood in the file. Personal data: never logged. */
  hardwareHash: string;
  groupTag: string;
  assignedUser: string;
}

export interface ReportRow {
  /** Line where the row starts, 1 = first line of the file. */
  line: number;
  /** From the hash; where that is unreadable, from the file's column; may be empty. */
  serialNumber: string;
  manufacturer: string;
  model: string;
  verdict: 'accepted' | 'repaired' | 'rejected';
  findings: Finding[];
  /** Absent on rejected rows. */
  device?: ReportDevice | undefined;
  /** Only on rejected rows, and only when the reader was asked to keep them (`keepRejected`). */
  given?: GivenRow | undefined;
}

/** What is in a file of hardware hashes. */
export interface Report {
  /** `utf-8`, `utf-8-bom`, `utf-16le-bom`, `utf-16le`, `utf-16be-bom`, `utf-16be`, `windows-1252`, `utf-7`. */
  encoding: string;
  /** `,`, `;`, tab; empty when none could be told. */
  delimiter: string;
  rows: ReportRow[];
  /** About the file as a whole. A file with an `error` here is not usable and has no rows to register. */
  findings: Finding[];
  /** Row counts. */
  summary: { accepted: number; repaired: number; rejected: number };
}
