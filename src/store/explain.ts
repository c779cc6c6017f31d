import { StoreError, type StoreErrorCode } from '../registration/ports/storeError.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const byResult: Partial<Record<number, StoreErrorCode>> = {
  3: 'readOnly',
  5: 'locked',
  6: 'locked',
  8: 'readOnly',
  10: 'failing',
  11: 'damaged',
  13: 'full',
  14: 'unreachable',
  23: 'readOnly',
  26: 'foreign',
};

/** Extended codes that say more: READONLY_DBMOVED; IOERR_SHMSIZE, which is how a full disk shows where the index of the write-ahead log grows. */
const byExtendedResult: Partial<Record<number, StoreErrorCode>> = { 1032: 'moved', 4874: 'full' };

const bySystem: Partial<Record<string, StoreErrorCode>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'readOnly',
  EIO: 'failing',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENOENT: 'unreachable',
  ENOTDIR: 'unreachable',
  EEXIST: 'unreachable',
  EISDIR: 'unreachable',
};

interface Facts {
  code?: unknown;
  errcode?: unknown;
  message?: unknown;
}

/** The error as what it means for people; anything that is no trouble of the disk, such as a fault of the caller, stays as it is. */
export function explainError(error: unknown): unknown {
  if (error instanceof StoreError) return error;
  const { code, errcode } = (error ?? {}) as Facts;
  const kind =
    typeof errcode === 'number' ? (byExtendedResult[errcode] ?? byResult[errcode & 0xff]) : bySystem[String(code)];
  return kind === undefined ? error : new StoreError(kind, error);
}

/** Whether somebody else has the lock: to be tried again. */
export function isBusy(error: unknown): boolean {
  const { errcode } = (error ?? {}) as Facts;
  return typeof errcode === 'number' && byResult[errcode & 0xff] === 'locked';
}

/** Whether SQLite met a body that is no JSON, in a row or in an index on it. */
export function isMalformedJson(error: unknown): boolean {
  const { errcode, message } = (error ?? {}) as Facts;
  return errcode === 1 && String(message).includes('malformed JSON');
}
