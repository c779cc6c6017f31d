/** How much of a file is read. */
export interface IntakeLimits {
  /** Bytes of the whole file. */
  bytes: number;
  /** Rows that name a device. */
  rows: number;
  /** Characters of one cell. */
  cell: number;
}

/** 20 MB and 5,000 rows; a cell as long as Excel's longest. */
export const defaultLimits: IntakeLimits = { bytes: 20 * 1024 * 1024, rows: 5_000, cell: 32_767 };

/** Cells' worth of characters after which a line is given up: a pasted text may hold a whole list in one line. */
export const cellsPerLine = 16;
