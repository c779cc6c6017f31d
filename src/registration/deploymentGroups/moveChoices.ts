import type { Policy } from '../policy/policy.ts';

/** The choice that gives a device back to the shares: an administrator's choice for it is over. */
export const automatic = 'Automatic';

/** What an administrator can choose for a device, in the order of Managed Desktop (docs/sources.md, deployment groups): groups, Test, Automatic. */
export function moveChoices({ deployment }: Policy): string[] {
  return [...deployment.groups.map(({ name }) => name), deployment.testGroup.name, automatic];
}

/** The choice somebody wrote, whatever its case, `auto` for Automatic where no group is called so; nothing when there is none of this name. */
export function findMoveChoice(policy: Policy, text: string): string | undefined {
  const wanted = text.trim().toLowerCase();
  const found = moveChoices(policy).find((choice) => choice.toLowerCase() === wanted);
  return found ?? (wanted === 'auto' ? automatic : undefined);
}
