import type { Policy } from '../policy/policy.ts';
import { readTag } from '../policy/tags.ts';
import type { Claim } from './claims.ts';
import { finding } from './findings.ts';
import type { Finding } from './report.ts';

/** What is to be said about the group tag of a row, and whether it makes the device a shared one. */
export function judgeTag(
  claim: Claim | undefined,
  policy: Policy,
  line: number,
): { findings: Finding[]; shared: boolean } {
  const tag = claim?.text ?? '';
  if (claim === undefined || tag === '') return { findings: [], shared: false };
  const where = { line, column: claim.column };
  const exact = readTag(policy, tag);
  if (exact.kind === 'ours') return { findings: [], shared: exact.shared };
  const meant = spellings(policy).find((known) => known.toLowerCase() === tag.toLowerCase()) ?? tag;
  const reading = readTag(policy, meant);
  if (reading.kind === 'ours') return { findings: [finding('group-tag-spelling', where, tag, meant)], shared: false };
  const named = policy.profiles.filter((profile) => tag.toLowerCase().includes(profile.tag.toLowerCase()));
  if (reading.kind === 'unsupported' || named.length > 1) {
    const reason = reading.kind === 'unsupported' ? reading.reason : 'It names more than one profile.';
    return { findings: [finding('group-tag-refused', where, tag, reason)], shared: false };
  }
  const code = tag.length > longestTag || tag.includes(',') ? 'group-tag-invalid' : 'group-tag-other';
  return { findings: [finding(code, where, tag)], shared: false };
}

/** Characters of a group tag in Intune. */
const longestTag = 512;

/** Whether a cell is a group tag of the policy, whatever its case, or begins like one. */
export function namesTag(policy: Policy, text: string): boolean {
  if (text === '' || text.length > longestTag) return false;
  const folded = text.toLowerCase();
  return policy.profiles.some(({ tag }) => tag !== '' && folded.startsWith(tag.toLowerCase()));
}

/** Every tag that the policy's profiles could be meant by, refused ones included. */
function spellings(policy: Policy): string[] {
  return policy.profiles.flatMap(({ tag }) => [tag, tag + policy.shared.tagSuffix]);
}

/** Autopilot itself checks only the domain of an assigned user. */
export function judgeUser(claim: Claim | undefined, line: number): Finding[] {
  if (claim === undefined || claim.text === '' || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(claim.text)) return [];
  return [finding('assigned-user-malformed', { line, column: claim.column }, claim.text)];
}
