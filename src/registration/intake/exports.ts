import { foldCaption } from './captions.ts';

/** Captions that only exports of devices known to Autopilot have. */
const registered = new Set([
  'profilestatus',
  'assignedprofile',
  'deploymentprofile',
  'deploymentprofileassignmentstatus',
  'deploymentprofileassignmentdetailedstatus',
  'deploymentprofileassigneddatetime',
  'purchaseorder',
  'purchaseorderidentifier',
  'enrollmentstate',
  'remediationstate',
  'dateassigned',
  'associatedintunedevice',
  'associatedazureaddevice',
  'associatedmicrosoftentradevice',
  'associatedentradevice',
  'azureactivedirectorydeviceid',
  'azureaddeviceid',
  'addressableusername',
  'userlessenrollmentstatus',
  'lastcontacted',
  'lastcontacteddatetime',
  'resourcename',
  'skunumber',
  'systemfamily',
]);

/** Captions of exports of devices that are managed. */
const managed = new Set([
  'devicename',
  'devicelastcheckin',
  'lastcheckin',
  'lastcheckintime',
  'lastsync',
  'lastsyncdatetime',
  'compliance',
  'compliancestate',
  'osversion',
  'os',
  'operatingsystem',
  'enrollmentdate',
  'enrolleddatetime',
  'enrolledbyuserupn',
  'primaryuserupn',
  'primaryuseremailaddress',
  'ownership',
  'managedby',
  'managedstatus',
  'managementname',
  'deviceid',
  'manageddeviceid',
  'deviceownership',
  'devicestate',
  'ringname',
  'encrypted',
  'jailbroken',
  'storagetotal',
  'totalstorage',
  'totalphysicalmemory',
  'securebootenabled',
]);

/** Which export captions belong to; `undefined` for other lists. Two telling captions are needed: people add columns of their own. */
export function exportKind(
  captions: readonly string[],
): 'registered-devices-export' | 'managed-devices-export' | undefined {
  const folded = captions.map(foldCaption);
  const ofRegistered = folded.filter((caption) => registered.has(caption)).length;
  const ofManaged = folded.filter((caption) => managed.has(caption)).length;
  if (ofRegistered + ofManaged < 2 && ofRegistered < 1) return undefined;
  return ofManaged > ofRegistered ? 'managed-devices-export' : 'registered-devices-export';
}
