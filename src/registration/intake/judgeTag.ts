import type { Policy } from '../policy/policy.ts';
import { readTag, tagFor } from '../policy/tags.ts';
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
  const reading = readTag(policy, tag);
  if (reading.kind === 'ours') return { findings: [], shared: reading.shared };
  const exact = ours(policy).find((known) => known.toLowerCase() === tag.toLowerCase());
  if (exact !== undefined) return { findings: [finding('group-tag-spelling', where, tag, exact)], shared: false };
  const named = policy.profiles.filter((profile) => tag.toLowerCase().includes(profile.tag.toLowerCase()));
  if (reading.kind === 'unsupported' || named.length > 1) {
    const reason = reading.kind === 'unsupported' ? reading.reason : 'It names more than one profile.';
    return { findings: [finding('group-tag-refused', where, tag, reason)], shared: false };
  }
  if (tag.length > 512 || tag.includes(','))
    return { findings: [finding('group-tag-invalid', where, tag)], shared: false };
  return { findings: [finding('group-tag-other', where, tag)], shared: false };
}

function ours(policy: Policy): string[] {
  return policy.profiles.flatMap((profile) => [profile.tag, tagFor(policy, profile, true) ?? profile.tag]);
}

/** Autopilot itself checks only the domain of an assigned user. */
export function judgeUser(claim: Claim | undefined, line: number): Finding[] {
  if (claim === undefined || claim.text === '' || /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(claim.text)) return [];
  return [finding('assigned-user-malformed', { line, column: claim.column }, claim.text)];
}
