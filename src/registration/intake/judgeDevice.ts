import type { WholeHash } from '../hardwareHash/hashVerdict.ts';
import { isPlaceholder, isPlaceholderSerial } from '../hardwareHash/placeholders.ts';
import { finding } from './findings.ts';
import type { Finding } from './report.ts';

const day = 24 * 60 * 60 * 1000;
/** A capture this much later than now has a wrong clock, not another time zone. */
const clockTolerance = 2 * day;
const longAgo = 2 * 365 * day;

/** What is to be said about the device a hash describes. `shared` when it is to be a shared device, which needs an attestable TPM 2.0. */
export function judgeDevice(
  hash: WholeHash,
  where: { line: number; column: string },
  now: number,
  shared: boolean,
): Finding[] {
  const findings: Finding[] = [];
  if (isPlaceholderSerial(hash.serialNumber)) findings.push(finding('serial-placeholder', where, hash.serialNumber));
  if (isPlaceholder(hash.manufacturer)) findings.push(finding('manufacturer-placeholder', where, hash.manufacturer));
  if (hash.offlineDeviceId?.matches === false) findings.push(finding('device-id-mismatch', where));
  const tpm = judgeTpm(hash, where);
  if (tpm !== undefined) findings.push(tpm);
  if (hash.isVirtualMachine) findings.push(finding('virtual-machine', where, hash.model));
  const obstacle = shared ? sharingObstacle(hash) : undefined;
  if (obstacle !== undefined) findings.push(finding('shared-needs-tpm', where, obstacle));
  findings.push(...judgeCapture(hash, where, now));
  return findings;
}

/** Why a device cannot be shared, as the end of “this one …”; `undefined` when it can. */
export function sharingObstacle(
  hash: Pick<WholeHash, 'tpmVersion' | 'endorsementKeyDigest' | 'isVirtualMachine'>,
): string | undefined {
  if (hash.isVirtualMachine) return 'is a virtual machine';
  if (hash.tpmVersion === undefined && hash.endorsementKeyDigest === undefined) return 'has no TPM';
  if (hash.tpmVersion !== undefined && hash.tpmVersion !== '2.0') return `has TPM ${hash.tpmVersion}`;
  return hash.endorsementKeyDigest === undefined ? 'has no TPM key in its hash' : undefined;
}

function judgeTpm(hash: WholeHash, where: { line: number; column: string }): Finding | undefined {
  const { tpmVersion, endorsementKeyDigest, offlineDeviceId } = hash;
  if (tpmVersion === undefined && (endorsementKeyDigest === undefined || offlineDeviceId?.kind === 'none'))
    return finding('no-tpm', where);
  if (tpmVersion !== undefined && tpmVersion !== '2.0') return finding('tpm-version', where, tpmVersion);
  return endorsementKeyDigest === undefined || offlineDeviceId?.kind === 'none'
    ? finding('tpm-key-missing', where)
    : undefined;
}

function judgeCapture(
  { capturedAt, osType }: WholeHash,
  where: { line: number; column: string },
  now: number,
): Finding[] {
  const findings: Finding[] = [];
  if (capturedAt !== undefined) {
    const date = new Date(capturedAt).toISOString().slice(0, 10);
    if (capturedAt > now + clockTolerance) findings.push(finding('captured-in-future', where, date));
    else if (capturedAt < now - longAgo) findings.push(finding('captured-long-ago', where, date));
  }
  if (osType !== undefined && osType !== 2) findings.push(finding('captured-outside-windows', where));
  return findings;
}
