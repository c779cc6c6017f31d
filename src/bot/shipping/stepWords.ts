import type { PersonsStep } from '../../registration/shipping/personsStep.ts';

/** How each step of a person is spoken of. */
export const stepWords: Readonly<
  Record<
    PersonsStep,
    {
      /** What needs a role, as the start of a sentence. */
      purpose: string;
      /** What a device is once the step was taken. */
      done: string;
      /** What is written to take it. */
      word: string;
      /** What is written to take it back. */
      undo: string;
      /** What needs a role, as the start of a sentence, when it is taken back. */
      undoPurpose: string;
    }
  >
> = {
  shipped: {
    purpose: 'Marking devices as shipped',
    done: 'marked as shipped',
    word: 'shipped',
    undo: 'unship',
    undoPurpose: 'Taking back that devices were shipped',
  },
  confirmed: {
    purpose: 'Confirming devices',
    done: 'confirmed',
    word: 'confirm',
    undo: 'unconfirm',
    undoPurpose: 'Taking back that devices work',
  },
};
