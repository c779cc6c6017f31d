import { statfsSync } from 'node:fs';

/** Linux's numbers of file systems that lie on another machine (statfs(2)): NFS, SMB, CIFS, SMB2. */
const networkTypes: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42]);

/** Whether a folder certainly lies on a network share; `false` where nobody knows. `typeOf` gives the number that statfs(2) tells. */
export function isOnNetwork(folder: string, typeOf = (path: string) => statfsSync(path).type): boolean {
  // On other systems the numbers mean other things.
  if (process.platform !== 'linux') return false;
  return networkTypes.has(typeOf(folder) >>> 0);
}
