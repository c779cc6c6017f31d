import type { PersonsStep } from '../../registration/shipping/personsStep.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './marked.json' with { type: 'json' };
import { count, plain } from './text.ts';

/** The card; without `markId` there is nothing to take back. */
export function markedCard(
  step: PersonsStep,
  title: string,
  sentences: readonly string[],
  markId?: string,
): AdaptiveCard {
  return expand(template, {
    title,
    sentences: sentences.map((text) => ({ text })),
    asks: markId !== undefined,
    step,
    markId: markId ?? '',
  });
}

/** Stands in its place once it was taken back. */
export function takenBackTitle(step: PersonsStep, by: string, devices: number): string {
  const what = step === 'shipped' ? 'marked as shipped' : 'confirmed';
  const are = devices === 1 ? 'is' : 'are';
  return `Taken back by ${plain(by, 80)}: ${count(devices, 'device')} ${are} not ${what} any more`;
}
