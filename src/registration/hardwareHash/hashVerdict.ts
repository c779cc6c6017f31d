/** A repair that loses nothing; the digest inside the hash proved that it restored the original. */
export type HashRepair =
  /** Line breaks, tabs and spaces inside the text were taken out. */
  | 'line-wraps'
  /** `+` had become a space. */
  | 'plus-from-space'
  /** `-` and `_` stood for `+` and `/`. */
  | 'url-safe-alphabet'
  /** `%2B`, `\u002b`, `&#43;` or `=3D` stood for characters of the text. */
  | 'escapes'
  /** Quotes, labels or other text around the hash were taken off. */
  | 'surrounding-text'
  /** Zero-width characters were taken out. */
  | 'invisible-characters'
  /** `=` at the end was missing, too many or in the wrong place. */
  | 'base64-padding'
  /** Zeros that fill the hash up to 3,000 bytes had been cut off. */
  | 'zero-padding'
  /** Bytes of the filling were not zero. */
  | 'padding-bytes'
  /** Unused bits of the last base64 character were set. */
  | 'spare-bits';

export interface HashDisk {
  /** Bus as Windows numbers it: 11 SATA, 17 NVMe. */
  bus: number;
  sizeGiB: number;
}

/** Record 11: the identity Windows derives from the TPM, and whether it agrees with the TPM key in the same hash. */
export interface OfflineDeviceId {
  /** `tpm` from the endorsement key, `uefi` from a firmware variable, `none` without a TPM; other kinds by number. */
  kind: 'tpm' | 'uefi' | 'none' | `kind-${number}`;
  /** 32 bytes, hex. */
  value: string;
  /** Whether the value is the SHA-256 of the endorsement key; `undefined` when there is nothing to compare. */
  matches: boolean | undefined;
}

/** What a hardware hash says about its device. Strings are as the firmware wrote them, trimmed; absent records are empty or `undefined`. */
export interface HashContents {
  serialNumber: string;
  manufacturer: string;
  /** SMBIOS system product name: for Lenovo the machine type, not the marketing name. */
  model: string;
  family: string;
  systemVersion: string;
  sku: string;
  /** Lower case, in the order Windows prints GUIDs. */
  smbiosUuid: string | undefined;
  /** e.g. `2.0`, `1.2`; `undefined` without a TPM record. */
  tpmVersion: string | undefined;
  /** SHA-256 of the TPM's public endorsement key, hex. */
  endorsementKeyDigest: string | undefined;
  offlineDeviceId: OfflineDeviceId | undefined;
  /** 13 digits, on machines licensed by their maker (Windows Product ID, PKID). */
  productKeyId: string | undefined;
  /** When the hash was captured, milliseconds since 1970 UTC. */
  capturedAt: number | undefined;
  /** 2 = full Windows; others are WinPE and the like. */
  osType: number | undefined;
  toolVersion: number | undefined;
  processor: string;
  memoryGiB: number | undefined;
  disks: HashDisk[];
  isVirtualMachine: boolean;
}

/** The identity that could be read from a hash that is not whole: for the message only, nothing proves it. */
export interface ReadableIdentity {
  serialNumber: string | undefined;
  manufacturer: string | undefined;
  model: string | undefined;
}

/** Every byte the digest covers is as it was captured. */
export interface WholeHash extends HashContents {
  kind: 'whole';
  /** Padded base64, to be sent. */
  canonical: string;
  /** SHA-256 inside the hash, hex: names this capture. */
  digest: string;
  /** Empty for text that needed none. */
  repairs: HashRepair[];
}

/** The text ends before the digest does. */
export interface CutHash extends ReadableIdentity {
  kind: 'cut';
}

/** All there, but not as it was captured. */
export interface MismatchedHash extends ReadableIdentity {
  kind: 'mismatch';
  /** `digest`, `trailer`: the check fails; `structure`: records overrun; `contradiction`: one identity record says two things. */
  reason: 'digest' | 'trailer' | 'structure' | 'contradiction';
}

/** Not a hardware hash that can be read at all. */
export interface UnreadableHash {
  kind: 'unreadable';
  /** `old-format`: base64, but of another kind, such as the 128-byte hash of Windows 1703 and older. */
  reason: 'empty' | 'not-a-hash' | 'old-format' | 'too-short' | 'too-long';
}

/** What `decodeHash` found. Only `whole` may be sent to Autopilot. */
export type HashVerdict = WholeHash | CutHash | MismatchedHash | UnreadableHash;
