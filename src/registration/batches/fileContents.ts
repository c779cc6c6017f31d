import type { ReportDevice, ReportRow } from '../intake/report.ts';
import type { Policy } from '../policy/policy.ts';
import { readTag } from '../policy/tags.ts';

/** What is in the devices of a file that can be registered. */
export interface FileContents {
  /** By model, most first; beyond the first few, see `otherModels`. */
  models: ModelCount[];
  /** Models that are not in `models`. */
  otherModels: number;
  /** Serial numbers of the first few. */
  firstSerialNumbers: string[];
  /** Group tags that the file gives them, ours first, then most first; the first few. */
  tags: { tag: string; ours: boolean; count: number }[];
  /** Devices that cannot be shared, for want of a TPM 2.0 that can be attested, and the lines of the first few. */
  notShareable: { count: number; lines: number[] };
}

/** Devices of one model, and what is in them. */
export interface ModelCount {
  model: string;
  count: number;
  /** TPM versions, most first; `none` without a TPM. */
  tpm: { version: string; count: number }[];
  /** Sizes of memory in GiB, smallest first; empty where the hashes do not say. */
  memory: number[];
}

/** Things a draft names; the rest are counted. */
const named = 20;

/** Adds up what can be registered. */
export function fileContents(rows: readonly ReportRow[], policy: Policy): FileContents {
  const devices = rows.flatMap((row) => (row.device === undefined ? [] : [{ row, device: row.device }]));
  const models = countBy(devices, ({ row }) => row.model);
  const obstructed = devices.filter(({ device }) => device.sharingObstacle !== undefined);
  return {
    models: models.slice(0, named).map(([model, members]) => ({
      model,
      count: members.length,
      ...hardware(members.map(({ device }) => device)),
    })),
    otherModels: Math.max(0, models.length - named),
    firstSerialNumbers: devices.slice(0, named).map(({ row }) => row.serialNumber),
    tags: countBy(
      devices.flatMap(({ device }) => device.groupTag ?? []),
      (tag) => tag,
    )
      .map(([tag, { length }]) => ({ tag, ours: readTag(policy, tag).kind === 'ours', count: length }))
      .sort((a, b) => Number(b.ours) - Number(a.ours))
      .slice(0, named),
    notShareable: { count: obstructed.length, lines: obstructed.slice(0, named).map(({ row }) => row.line) },
  };
}

function hardware(devices: readonly ReportDevice[]): Pick<ModelCount, 'tpm' | 'memory'> {
  return {
    tpm: countBy(devices, ({ tpmVersion }) => tpmVersion ?? 'none').map(([version, { length }]) => ({
      version,
      count: length,
    })),
    memory: [...new Set(devices.flatMap(({ memory }) => memory ?? []))].sort((a, b) => a - b).slice(0, named),
  };
}

/** Groups, largest first. */
function countBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  return [...Map.groupBy(items, keyOf)].sort(([, a], [, b]) => b.length - a.length);
}
