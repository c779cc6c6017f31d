import type { Autopilot } from './autopilot.ts';
import type { Clock } from './clock.ts';
import type { Courier } from './courier.ts';
import type { Directory } from './directory.ts';
import type { Health } from './health.ts';
import type { Intune } from './intune.ts';
import type { Log } from './log.ts';
import type { Store } from './store.ts';

/** Everything the engine needs from outside, passed to its functions as one object; each declares the part it uses. */
export interface Ports {
  store: Store;
  clock: Clock;
  autopilot: Autopilot;
  directory: Directory;
  intune: Intune;
  courier: Courier;
  log: Log;
  health: Health;
  /** A new unguessable id. */
  newId(): string;
}
