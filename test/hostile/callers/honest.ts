import type { Stage } from './stage.ts';
import { ask, requestText } from './wire.ts';

/** How honest callers fared meanwhile. */
export interface Honest {
  /** Milliseconds of the slowest good activity and the slowest good notification. */
  slowestActivity: number;
  slowestNotification: number;
  asked: number;
  /** Answers that were not as they should be. */
  failed: string[];
  stop(): Promise<void>;
}

const pause = 150;

/** Sends a good activity and a good notification again and again, each over a connection of its own, until it is stopped; at least once. */
export function askHonestly(stage: Stage): Honest {
  let stopped = false;
  const honest: Honest = {
    slowestActivity: 0,
    slowestNotification: 0,
    asked: 0,
    failed: [],
    async stop() {
      stopped = true;
      await done;
    },
  };
  const done = (async () => {
    do {
      const activity = await timed(() => goodActivity(stage));
      const notification = await timed(() => goodNotification(stage));
      honest.asked += 1;
      honest.slowestActivity = Math.max(honest.slowestActivity, activity.took);
      honest.slowestNotification = Math.max(honest.slowestNotification, notification.took);
      if (activity.answer !== 200) honest.failed.push(`a good activity got ${activity.answer}`);
      if (notification.answer !== 202) honest.failed.push(`a good notification got ${notification.answer}`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    } while (!stopped && stage.ended() === undefined);
  })();
  return honest;
}

async function goodActivity({ provider, port, activity, connector }: Stage): Promise<number | 'closed' | 'unsaid'> {
  const said = connector.sent.length;
  const authorization = `Bearer ${await provider.token()}`;
  const answer = await ask(
    port,
    requestText(
      'POST',
      '/api/messages',
      { Authorization: authorization, 'Content-Type': 'application/json' },
      activity('help'),
    ),
    10_000,
  );
  // A 200 for which the bot says nothing is no answer.
  return answer === 200 && connector.sent.length === said ? 'unsaid' : answer;
}

function goodNotification({ port, notification }: Stage): Promise<number | 'closed'> {
  return ask(
    port,
    requestText('POST', '/api/notifications', { 'Content-Type': 'application/json' }, notification()),
    10_000,
  );
}

async function timed<T>(act: () => Promise<T>): Promise<{ answer: T; took: number }> {
  const began = performance.now();
  const answer = await act();
  return { answer, took: Math.round(performance.now() - began) };
}
