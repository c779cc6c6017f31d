import type { ProblemCode } from './catalogue.ts';

/** Problems whose remedy is to quote what the service said. */
const codes: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'registered-out-of-sight',
  'import-failed',
  'unexpected-error',
  'import-refused',
]);

/** What the service said, where the remedy asks people to quote it; elsewhere it is for the device's own card. */
export function quotedError({ code, detail }: { code: ProblemCode; detail?: string | undefined }): string | undefined {
  return codes.has(code) ? detail : undefined;
}
