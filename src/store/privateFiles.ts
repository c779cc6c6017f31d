import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Files of a database: the write-ahead log and its index lie beside it. */
export const companions = ['', '-wal', '-shm', '-journal'] as const;

const isWindows = process.platform === 'win32';

/** Makes the folder of a database where there is none, for this account only (0700); folders above it are made likewise. */
export function makePrivateFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
}

/**
 * Takes the rights of everybody else away from a database and, where it holds nothing else, from its folder: a folder that is shared with
 * other programs, as `/tmp` is, stays as it is. What belongs to another account is left alone. On Windows, where rights are inherited, nothing is done.
 */
export function tighten(path: string): void {
  if (isWindows) return;
  for (const companion of companions) restrict(`${path}${companion}`, 0o600);
  const folder = dirname(path);
  const own = basename(path);
  const isOurs = readdirSync(folder).every((name) => name.startsWith(own) || name === 'lost+found');
  if (isOurs) restrict(folder, 0o700);
}

function restrict(path: string, mode: number): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.mode & 0o077) === 0 || (found.mode & 0o1000) !== 0) return;
  if (found.uid !== process.getuid?.()) return;
  chmodSync(path, mode);
}
