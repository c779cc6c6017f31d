/** Answers of one attack, counted. */
export interface Tally {
  answers: Map<number | 'closed', number>;
  /** Further things that went wrong, a sentence each. */
  problems: string[];
  note(answer: number | 'closed'): void;
}

/** Nothing noted yet. */
export function newTally(): Tally {
  const answers: Tally['answers'] = new Map();
  return {
    answers,
    problems: [],
    note: (answer) => void answers.set(answer, (answers.get(answer) ?? 0) + 1),
  };
}
