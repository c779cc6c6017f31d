import { findMoveChoice } from '../../registration/deploymentGroups/moveChoices.ts';
import type { Policy } from '../../registration/policy/policy.ts';

/**
 * Parts of what is written after `move`: `A B to First`, `A B into First` and `A B First` are `A B` and `First`. What follows the name of a
 * group belongs to it, so that nobody takes it for a serial number.
 */
export function moveArgument(argument: string, policy: Policy): { serials: string; group: string | undefined } {
  const match = /^(?<serials>.*?)(?:^|\s+)(?:in)?to\s+(?<group>\S.*)$/i.exec(argument.trim());
  const { serials, group } = match?.groups ?? {};
  if (serials !== undefined && group !== undefined) return { serials, group: unquoted(group) };
  const words = argument.trim().split(/\s+/);
  const rest = (index: number) => unquoted(words.slice(index).join(' '));
  const isChoice = (text: string) => findMoveChoice(policy, unquoted(text)) !== undefined;
  const whole = words.findIndex((_, index) => isChoice(rest(index)));
  const start = whole >= 0 ? whole : words.findIndex(isChoice);
  if (start < 0) return { serials: argument, group: undefined };
  return { serials: words.slice(0, start).join(' '), group: rest(start) };
}

function unquoted(text: string): string {
  return text.replace(/^["'“”‘’`]+|["'“”‘’`]+$/g, '').trim();
}
