/** A device profile an admin can choose. */
export interface DeviceProfile {
  /** `Standard`; what records hold. */
  id: string;
  /** `Sensitive data`; what people read. */
  label: string;
  /** One line for the card. */
  description: string;
  /** The group tag of the profile, without a shared suffix. Exact, case-sensitive. */
  tag: string;
  /** Whether devices of this profile may be shared. */
  allowsShared: boolean;
  /** Display name of the Autopilot profile devices with this tag are expected to be assigned to. */
  autopilotProfile: string;
  /** Display name of the static Entra group of the profile. */
  group: string;
}

/** A deployment group that devices are given by shares. */
export interface DeploymentGroup {
  /** `First` */
  name: string;
  /** Display name of the Entra group. */
  group: string;
  /** Percent up to `threshold` managed devices. */
  share: number;
  /** Percent above it. */
  largeShare: number;
}

/** An organisation's rules, as data. Durations in milliseconds. */
export interface Policy {
  profiles: DeviceProfile[];
  shared: {
    /** `-Shared` */
    tagSuffix: string;
    autopilotProfile: string;
    group: string;
  };
  /** Display name of the group every registered device is in. */
  allDevicesGroup: string;
  deployment: {
    groups: DeploymentGroup[];
    /** Managed devices above which `largeShare` applies. */
    threshold: number;
    /** Never given by Preflight. */
    testGroup: { name: string; group: string };
  };
  naming: {
    /** What every device is called where no exception says otherwise: `MMD-%RAND:11%`. */
    template: string;
    /** Devices one run of the rename job renames at most. */
    mostPerRun: number;
    /** A device whose rename was refused or failed is tried again after this. */
    retryAfter: number;
    /** How long a queued name may take: devices take it at a restart, when their users make one. Then it is asked for again. */
    takesUpTo: number;
    /** Days from a request to the last day of an exception, at most. */
    longestException: number;
  };
  /** Dynamic Entra groups whose changes Preflight is told of. */
  notifications: {
    /** With a group tag after it: display name of the group of the devices that carry the tag. */
    tagGroupPrefix: string;
    /** Display name of the group of the devices that carry one of the tags and that Intune manages. */
    enrolledGroup: string;
  };
  /** Entra groups that give roles: object ids, or display names where nobody else can create groups of that name. */
  roles: { reader: string; registrar: string; approver: string; administrator: string };
  import: {
    /** Devices in one import request. */
    chunk: number;
    /** Waits between looks at one import; the last repeats. */
    ticks: number[];
    /** How long an import that left no trace may still turn up (Graph is not read-after-write). */
    grace: number;
  };
  /** Waits between looks while a device waits for Microsoft; the last repeats. */
  lookTicks: number[];
  /** How often devices that wait for their user, or are in use, are looked at. */
  restingLook: number;
  /** After how long in one step a device counts as stuck. */
  stuckAfter: {
    accepted: number;
    importing: number;
    imported: number;
    linked: number;
    grouped: number;
    assigned: number;
    /** From the request to remove a device. */
    removal: number;
  };
  /** What a step usually takes, for the card. */
  usual: { accepted: number; importing: number; imported: number; linked: number; grouped: number; assigned: number };
  /** How long a first announcement waits for others of its wave before the digest is posted. */
  digestDelay: number;
  /** How long a device may be ready without being marked as shipped before people are reminded. */
  shipReminderAfter: number;
  /** Active devices that have not synchronised for this long are inactive: 7 days (docs/sources.md, Managed Desktop). */
  inactiveAfter: number;
}
