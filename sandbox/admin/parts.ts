import type { Clicks } from '../clicks.ts';
import type { SandboxClock } from '../clock.ts';
import type { Consents } from '../consents.ts';
import type { Faults } from '../faults.ts';
import type { FileHost } from '../files.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Contract } from '../openapi.ts';
import type { RequestLog } from '../requestLog.ts';
import type { SampleFile } from '../samples/files.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** Sends a file into the chat as this person; `downloadUrl` works for ten virtual minutes. Rejects with a reason for people. */
export type Deliver = (file: { name: string; downloadUrl: string }, userId: string) => Promise<void>;

/** What the admin API works with. */
export interface AdminParts {
  clock: SandboxClock;
  tenant: Tenant;
  faults: Faults;
  log: RequestLog;
  contract: Contract;
  files: FileHost;
  notifications: Notifications;
  samples: readonly SampleFile[];
  /** Entra object id of the person at the keyboard of the chat; the first of the preset tenant's when absent. */
  chatUser: string | undefined;
  /** Absent where no chat is running. */
  deliver: Deliver | undefined;
  /** Absent where no chat is running. */
  consents: Consents | undefined;
  /** Absent where no chat is running. */
  clicks: Clicks | undefined;
}
