import type { Severity } from './report.ts';

/** One kind of finding. */
export interface CatalogueEntry<Facts extends unknown[]> {
  severity: Severity;
  /** When it is said; for the documentation. */
  when: string;
  /** What is wrong, with the facts of the case. */
  message: (...facts: Facts) => string;
  /** What to do about it, one sentence. */
  remedy: string;
  /** The repair that was made; present on repairs only. */
  fix?: ((...facts: Facts) => string) | undefined;
}

/** Keeps the types of an entry's facts; `when` is for the documentation. */
export function entry<Facts extends unknown[]>(
  severity: Severity,
  when: string,
  message: (...facts: Facts) => string,
  remedy: string,
  fix?: (...facts: Facts) => string,
): CatalogueEntry<Facts> {
  return { severity, when, message, remedy, fix };
}

/** A cell as it may be shown: quoted and not too long. */
export function quoted(text: string): string {
  return text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`;
}
