import type { CatalogueEntry } from './catalogueEntry.ts';
import { columnFindings } from './columnFindings.ts';
import { deviceFindings } from './deviceFindings.ts';
import { fileFindings } from './fileFindings.ts';
import { hashFindings } from './hashFindings.ts';
import type { Finding } from './report.ts';

/** Everything the reader can say, by code. `docs/findings.md` is made from it. */
export const findingCatalogue = { ...hashFindings, ...columnFindings, ...deviceFindings, ...fileFindings };

export type FindingCode = keyof typeof findingCatalogue;

/** The facts that a code's message is made of. */
export type FindingFacts<C extends FindingCode> = Parameters<(typeof findingCatalogue)[C]['message']>;

/** Makes a finding. `where` names the line, and the column by its caption. */
export function finding<C extends FindingCode>(
  code: C,
  where: { line?: number; column?: string | undefined },
  ...facts: FindingFacts<C>
): Finding {
  const entry = findingCatalogue[code] as unknown as CatalogueEntry<FindingFacts<C>>;
  return {
    code,
    severity: entry.severity,
    ...(where.line === undefined ? {} : { line: where.line }),
    ...(where.column === undefined ? {} : { column: where.column }),
    message: entry.message(...facts),
    remedy: entry.remedy,
    ...(entry.fix === undefined ? {} : { fix: entry.fix(...facts) }),
  };
}
