import type { PersonsStep } from '../../registration/shipping/personsStep.ts';

/** How each step of a person is spoken of. */
export const stepWords: Readonly<
  Record<
    PersonsStep,
    {
      /** Whoever may not is told that only others can do this. */
      act: string;
      /** What needs a role, as the start of a sentence. */
      purpose: string;
      /** What a device is once the step was taken. */
      done: string;
      /** What is written to take it. */
      word: string;
    }
  >
> = {
  shipped: {
    act: 'mark its devices as shipped',
    purpose: 'Marking devices as shipped',
    done: 'marked as shipped',
    word: 'shipped',
  },
  confirmed: { act: 'confirm its devices', purpose: 'Confirming devices', done: 'confirmed', word: 'confirm' },
};
