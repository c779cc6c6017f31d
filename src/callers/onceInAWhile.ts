/** The same question asked again and again: asked once for all who ask at a time, and its answer or refusal given to whoever asks within so many milliseconds of it. */
export function onceInAWhile(
  ask: () => Promise<void>,
  milliseconds: number,
  now: () => number = () => performance.now(),
): () => Promise<void> {
  let answer: Promise<void> | undefined;
  let answeredAt: number | undefined;
  return () => {
    if (answer !== undefined && (answeredAt === undefined || now() - answeredAt < milliseconds)) return answer;
    answeredAt = undefined;
    answer = ask().finally(() => {
      answeredAt = now();
    });
    // Whoever asked sees the refusal; with nobody waiting it must not end the process.
    answer.catch(() => undefined);
    return answer;
  };
}
