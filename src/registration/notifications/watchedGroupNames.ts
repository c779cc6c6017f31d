import { ourGroups } from '../lifecycle/wanted.ts';
import type { Policy } from '../policy/policy.ts';
import { tagFor } from '../policy/tags.ts';

/**
 * Display names of every group whose changes Preflight wants to hear of, the ones worth most first: enrolled devices, the dynamic group of
 * each tag, then the groups it puts devices in itself, for what people change there by hand.
 */
export function watchedGroupNames(policy: Policy): string[] {
  const tags = policy.profiles.flatMap((profile) =>
    [false, true].flatMap((shared) => tagFor(policy, profile, shared) ?? []),
  );
  const { enrolledGroup, tagGroupPrefix } = policy.notifications;
  return [...new Set([enrolledGroup, ...tags.map((tag) => tagGroupPrefix + tag), ...ourGroups(policy)])];
}
