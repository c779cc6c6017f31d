import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * Loaded into the product's process before its own code, and nothing of the product knows of it: collects garbage and tells how much memory is left, whenever the
 * parent asks. Without it nobody could tell what stays from what only waits to be collected.
 */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('message', () => {
  collect();
  collect();
  const { heapUsed, rss, external } = process.memoryUsage();
  process.send?.({ heapUsed, rss, external });
});
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
