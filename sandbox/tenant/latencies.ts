const second = 1_000;
const minute = 60 * second;

/** How long Microsoft's side takes, and devices, in virtual milliseconds. */
export interface Latencies {
  /** From the import request to the last final state of its records. */
  import: number;
  /** Records of one import become final within this span before its end, not all at once. */
  importSpread: number;
  /** From an import record's completion to the identity being readable. */
  identity: number;
  /** From the Entra object's creation to the identity knowing it. */
  link: number;
  /** From a change of a device, or of a rule, to a dynamic group's membership. */
  dynamicGroup: number;
  /** From membership in a profile's group to the profile being assigned. */
  assignment: number;
  /** How long a synchronisation runs. */
  sync: number;
  /** How often Intune synchronises by itself; changed properties show after that at the latest. */
  backgroundSync: number;
  /** From a directory write to the reads that show it. */
  directory: number;
  /** From the request to delete an identity to its end; the next synchronisation ends it sooner. */
  deletion: number;
  /** From the request to delete a managed device to its end. */
  intuneDeletion: number;
  /** How often an enrolled device checks in. */
  checkIn: number;
  /** From a remote action to the check-in Intune asks the device for, unless a regular one comes first. Microsoft says "immediately up to a few hours". */
  actionNotice: number;
  /** From a device's hearing of its new name to its next restart, unless somebody restarts it sooner. */
  restart: number;
  /** From a change to its notification; changes within this time share one. Microsoft says "unknown" for groups and users. */
  notification: number;
}

/** What is published about the real service, as far as it is. */
export const publishedLatencies: Latencies = {
  import: 300 * second,
  importSpread: 60 * second,
  identity: 30 * second,
  link: minute,
  dynamicGroup: 120 * second,
  assignment: 1800 * second,
  sync: 60 * second,
  backgroundSync: 12 * 60 * minute,
  directory: 2 * second,
  deletion: 3 * minute,
  intuneDeletion: 2 * minute,
  checkIn: 8 * 60 * minute,
  // As long as the regular check-in takes at most: the notice hurries nothing.
  actionNotice: 8 * 60 * minute,
  // A guess: people restart once a day.
  restart: 24 * 60 * minute,
  notification: 30 * second,
};

/** A service in a hurry, for demonstrations. */
export const quickLatencies: Latencies = {
  ...publishedLatencies,
  import: 60 * second,
  importSpread: 20 * second,
  identity: 10 * second,
  link: 20 * second,
  dynamicGroup: 30 * second,
  assignment: 240 * second,
  sync: 20 * second,
  deletion: 30 * second,
  notification: 5 * second,
  actionNotice: 30 * second,
  restart: 5 * minute,
  intuneDeletion: 15 * second,
};
