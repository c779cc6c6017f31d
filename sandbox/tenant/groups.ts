import { planRuleEvaluation } from './dynamicGroups.ts';
import { parseRule } from './dynamicRule.ts';
import { guidOf } from './random.ts';
import type { Group } from './records.ts';
import type { World } from './world.ts';

/** What a new group is given. */
export interface GroupFacts {
  displayName: string;
  /** Derived from the name when left out. */
  id?: string | undefined;
  description?: string | undefined;
  mailNickname?: string | undefined;
  /** The membership rule of a dynamic group. */
  rule?: string | undefined;
  /** Object ids. */
  members?: readonly string[] | undefined;
}

/** A security group: dynamic with a rule, static without. Throws a `SyntaxError` for a rule that does not parse. */
export function addGroup(world: World, facts: GroupFacts): Group {
  const group: Group = {
    id: facts.id ?? guidOf(`group:${facts.displayName}`),
    displayName: facts.displayName,
    description: facts.description ?? '',
    createdAt: world.now,
    shownAt: world.now + world.options.latencies.directory,
    mailNickname: facts.mailNickname ?? facts.displayName.replaceAll(/[^A-Za-z0-9]/g, ''),
    rule: undefined,
    members: new Map((facts.members ?? []).map((id) => [id, world.now])),
    leaving: new Map(),
  };
  if (facts.rule !== undefined) setRule(world, group, facts.rule);
  world.groups.set(group.id, group);
  world.tell({ kind: 'groupChanged', group, change: 'created' });
  return group;
}

/** Deletes a group for good, as security groups are. */
export function deleteGroup(world: World, group: Group): void {
  if (world.groups.delete(group.id)) world.tell({ kind: 'groupChanged', group, change: 'deleted' });
}

/** Gives a dynamic group another rule. Throws a `SyntaxError` for one that does not parse. */
export function setRule(world: World, group: Group, text: string): void {
  group.rule = { text, parsed: parseRule(text) };
  planRuleEvaluation(world, group);
}
