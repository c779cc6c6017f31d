import type { DeviceProfile, Policy } from './policy.ts';

/** What a group tag says, or why it cannot be used. */
export type TagReading =
  | { kind: 'ours'; profile: DeviceProfile; shared: boolean }
  /** Is one of ours but for case or blanks, or starts like one but names no profile, two, or a profile that cannot be shared. */
  | { kind: 'unsupported'; reason: string }
  | { kind: 'foreign' };

/** Finds a profile of the policy by id. */
export function findProfile(policy: Policy, id: string): DeviceProfile | undefined {
  return policy.profiles.find((profile) => profile.id === id);
}

/** The group tag for a profile and mode; `undefined` where the profile cannot be shared. */
export function tagFor(policy: Policy, profile: DeviceProfile, shared: boolean): string | undefined {
  if (!shared) return profile.tag;
  return profile.allowsShared ? profile.tag + policy.shared.tagSuffix : undefined;
}

/** Reads a group tag. Matching is exact and case-sensitive (docs/sources.md, Managed Desktop). */
export function readTag(policy: Policy, tag: string): TagReading {
  for (const profile of policy.profiles) {
    if (tag === profile.tag) return { kind: 'ours', profile, shared: false };
    if (tag !== profile.tag + policy.shared.tagSuffix) continue;
    if (profile.allowsShared) return { kind: 'ours', profile, shared: true };
    return { kind: 'unsupported', reason: `${profile.label} devices can't be shared.` };
  }
  const meant = meantTag(policy, tag);
  if (meant !== undefined) {
    const reading = readTag(policy, meant);
    const reason = `The tag differs from ${meant} only in case or blanks.`;
    return reading.kind === 'unsupported' ? reading : { kind: 'unsupported', reason };
  }
  if (tag !== '' && tag.startsWith(commonPrefix(policy))) {
    return { kind: 'unsupported', reason: 'The tag names no single profile of this organisation.' };
  }
  return { kind: 'foreign' };
}

/** Every group tag that devices may have, in the policy's order. */
export function allowedTags(policy: Policy): string[] {
  return policy.profiles.flatMap((profile) => [profile.tag, tagFor(policy, profile, true) ?? []].flat());
}

/** The tag that somebody meant who took no care of case and blanks, also one that cannot be used; Autopilot profiles and groups do. */
export function meantTag(policy: Policy, tag: string): string | undefined {
  const fold = (text: string) => text.trim().toLowerCase();
  const known = policy.profiles.flatMap((profile) => [profile.tag, profile.tag + policy.shared.tagSuffix]);
  return known.find((one) => fold(one) === fold(tag));
}

/** What is wrong with a tag that cannot be used, and which tags can. */
export function explainTag(policy: Policy, tag: string, reason: string): string {
  return `Group tag “${tag}”. ${reason} Allowed: ${allowedTags(policy).join(', ')}.`;
}

/** The Autopilot profile a device is expected to be assigned to. */
export function expectedAutopilotProfile(policy: Policy, profile: DeviceProfile, shared: boolean): string {
  return shared ? policy.shared.autopilotProfile : profile.autopilotProfile;
}

/** Display names of all Autopilot profiles of the policy, each once. */
export function autopilotProfileNames(policy: Policy): string[] {
  return [...new Set([...policy.profiles.map((profile) => profile.autopilotProfile), policy.shared.autopilotProfile])];
}

/** Display names of the groups a device must be in beside its deployment group. */
export function fixedGroups(policy: Policy, profile: DeviceProfile, shared: boolean): string[] {
  return [policy.allDevicesGroup, profile.group, ...(shared ? [policy.shared.group] : [])];
}

/** `Microsoft365Managed_` for the default tags: what all tags of the policy start with, when that is long enough to mean something. */
function commonPrefix(policy: Policy): string {
  let prefix = policy.profiles[0]?.tag ?? '';
  for (const { tag } of policy.profiles) {
    while (!tag.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix.length >= 4 && policy.profiles.length > 1 ? prefix : '\u0000';
}
