import { findMoveChoice, moveChoices } from '../../registration/deploymentGroups/moveChoices.ts';
import { trimEnds } from '../../registration/hardwareHash/trimEnds.ts';
import type { Policy } from '../../registration/policy/policy.ts';

/**
 * Parts of what is written after `move`: `A B to First`, `A B into First` and `A B First` are `A B` and `First`. What follows the name of a
 * group belongs to it, so that nobody takes it for a serial number.
 */
export function moveArgument(argument: string, policy: Policy): { serials: string; group: string | undefined } {
  const words = argument.split(/\s/).filter((word) => word !== '');
  const upTo = (index: number) => words.slice(0, index).join(' ');
  const rest = (index: number) => unquoted(words.slice(index).join(' '));
  const to = words.findIndex((word, index) => /^(?:in)?to$/i.test(word) && index < words.length - 1);
  if (to >= 0) return { serials: upTo(to), group: rest(to + 1) };
  const isChoice = (text: string) => findMoveChoice(policy, unquoted(text)) !== undefined;
  // No name of a group has more words than the longest: only so many at the end can be one.
  const longest = Math.max(...moveChoices(policy).map((choice) => choice.split(/\s/).length));
  const first = Math.max(0, words.length - longest);
  const whole = words.slice(first).findIndex((_, index) => isChoice(rest(first + index)));
  const start = whole >= 0 ? first + whole : words.findIndex(isChoice);
  if (start < 0) return { serials: argument, group: undefined };
  return { serials: upTo(start), group: rest(start) };
}

function unquoted(text: string): string {
  return trimEnds(text, /["'“”‘’`]/).trim();
}
