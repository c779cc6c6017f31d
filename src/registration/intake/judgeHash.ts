import type { HashRepair, HashVerdict } from '../hardwareHash/hashVerdict.ts';
import { type FindingCode, finding } from './findings.ts';
import type { Finding } from './report.ts';

const repairCodes = {
  'line-wraps': 'hash-line-wrapped',
  'plus-from-space': 'hash-plus-lost',
  'url-safe-alphabet': 'hash-url-safe',
  escapes: 'hash-escaped',
  'surrounding-text': 'hash-surrounded',
  'invisible-characters': 'hash-invisible-characters',
  'base64-padding': 'hash-equals-signs',
  'zero-padding': 'hash-filling-cut',
  'padding-bytes': 'hash-filling-damaged',
  'spare-bits': 'hash-spare-bits',
} as const satisfies Record<HashRepair, FindingCode>;

/** What is to be said about the text of a hash: the repairs of a whole one, or why it cannot be sent. */
export function judgeHash(
  verdict: HashVerdict,
  text: string,
  wrapped: boolean,
  where: { line: number; column: string },
): Finding[] {
  // What the text did to the hash is not the device's fault.
  if (verdict.kind !== 'whole' && isShortened(text)) return [finding('hash-shortened', where)];
  if (verdict.kind !== 'whole' && (wrapped || isBroken(text))) return [finding('hash-lines-lost', where)];
  switch (verdict.kind) {
    case 'whole': {
      const repairs: HashRepair[] =
        wrapped && !verdict.repairs.includes('line-wraps') ? ['line-wraps', ...verdict.repairs] : verdict.repairs;
      return repairs.map((repair) => finding(repairCodes[repair], where));
    }
    case 'cut':
      return [
        verdict.serialNumber === undefined
          ? finding('hash-cut-unreadable', where)
          : finding('hash-cut', where, verdict.serialNumber),
      ];
    case 'mismatch':
      if (verdict.reason === 'contradiction') return [finding('hash-malformed', where)];
      return [finding('hash-digest-mismatch', where, verdict.serialNumber)];
    case 'unreadable':
      if (verdict.reason === 'old-format') return [finding('hash-old-format', where)];
      return [verdict.reason === 'too-short' ? finding('hash-too-short', where) : finding('hash-unreadable', where)];
  }
}

/** `T0EnAgEAHAAAAAoAGR7...`, as a window shows what does not fit. */
export function isShortened(text: string): boolean {
  return /^["'\s]{0,4}T0[E-H][A-Za-z0-9+/\s]{4,}(?:\.{3}|\u2026)["'\s]{0,8}$/.test(text.slice(-8_000));
}

/** A beginning of a hash with line breaks in it. */
function isBroken(text: string): boolean {
  return /^["'\s]{0,4}T0[E-H]/.test(text) && text.trim().includes('\n');
}
