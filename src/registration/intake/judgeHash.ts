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
export function judgeHash(verdict: HashVerdict, wrapped: boolean, where: { line: number; column: string }): Finding[] {
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
