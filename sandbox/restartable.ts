import type { Child } from './children/startChild.ts';
import type { Watch } from './children/watchChildren.ts';

/** A child that can be killed and started again on purpose. */
export interface Restartable {
  /** Starts it, stopping it first where it runs; resolves when it is ready. */
  start(): Promise<void>;
  /** Ends it at once with this signal and resolves when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

/** A child that `launch` starts, not running yet. The watch learns which of its ends are wanted. */
export function restartable(launch: () => Promise<Child>, watch: Watch): Restartable {
  let child: Child | undefined;
  const stop = async (): Promise<void> => {
    if (child === undefined) return;
    watch.expect(child);
    await child.stop();
  };
  return {
    stop,
    async start() {
      await stop();
      child = await launch();
      watch.add(child);
    },
    async kill(signal) {
      if (child === undefined) return;
      watch.expect(child);
      child.kill(signal);
      await child.ended;
    },
  };
}
