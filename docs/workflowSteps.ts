/** Who does a step. */
export type Owner = 'person' | 'partner' | 'Preflight' | 'Microsoft';

/** One step of a workflow: what happens, who does it, where the source does or detects it, and what a test proves of it. */
export interface WorkflowStep {
  /** As Microsoft Managed Desktop numbers it (docs/sources.md, Managed Desktop). */
  number: number;
  happens: string;
  owners: readonly Owner[];
  /** The file under `src` that does the step or finds out about it. */
  code: string;
  /** What the step's test asserts, the rest of its title. */
  proof: string;
}

/** A way from a hardware hash to a device in use. */
export interface Workflow {
  name: string;
  /** In short, who begins it and how. */
  begins: string;
  /** The file with its tests. */
  test: string;
  steps: readonly WorkflowStep[];
}

const placement = 'src/registration/lifecycle/decidePlacement.ts';
const use = 'src/registration/lifecycle/decideUse.ts';
const groups = 'src/registration/lifecycle/wanted.ts';
const look = 'src/registration/lifecycle/observe.ts';

/** Devices that a partner, an OEM or an administrator uploads past Preflight. */
export const automaticWorkflow: Workflow = {
  name: 'The automatic workflow',
  begins:
    'Somebody uploads devices to Autopilot by other means than Preflight, with one of the group tags of the policy.',
  test: 'test/workflows/automatic.test.ts',
  steps: [
    {
      number: 1,
      happens: 'The hardware hash of each device is collected.',
      owners: ['partner', 'person'],
      code: 'src/registration/hardwareHash/decodeHash.ts',
      proof: 'a collected hash is whole and says which device it is of',
    },
    {
      number: 2,
      happens: 'A CSV file names each device and one group tag, with -Shared for shared devices.',
      owners: ['partner', 'person'],
      code: 'src/registration/intake/readDeviceFile.ts',
      proof: 'the file passes the check with the five tags, and a tag for shared power users is refused',
    },
    {
      number: 3,
      happens: 'The file is uploaded in Partner Center, through the OEM interface, or in the Autopilot portal.',
      owners: ['partner', 'person', 'Microsoft'],
      code: 'src/graph/autopilot.ts',
      proof: 'Autopilot lists each device with its tag, and Preflight knows none of them',
    },
    {
      number: 4,
      happens:
        'Every hour Preflight reads who is assigned to its Autopilot profiles, or will be by its group tag; new devices are shipped ones, Registration pending.',
      owners: ['Preflight'],
      code: 'src/registration/discovery/discover.ts',
      proof: 'the hourly look finds them in all three Autopilot profiles and makes them Registration pending',
    },
    {
      number: 5,
      happens: 'Every hour shipped devices without a request that are not managed yet are registered.',
      owners: ['Preflight'],
      code: 'src/registration/discovery/compare.ts',
      proof: 'the hourly comparison takes up those without a request and leaves the requested device alone',
    },
    {
      number: 6,
      happens: 'Each device is given a deployment group by the shares of the groups.',
      owners: ['Preflight'],
      code: 'src/registration/policy/allocateDeploymentGroup.ts',
      proof: 'each device gets the deployment group that is furthest below its share',
    },
    {
      number: 7,
      happens:
        'Each device joins its deployment group, Modern Workplace Devices-All, and for shared devices Shared Device Mode.',
      owners: ['Preflight'],
      code: groups,
      proof: 'Entra shows each device in one deployment group, in All, and in Shared Device Mode if it is shared',
    },
    {
      number: 8,
      happens: 'Each device joins the group of its device profile, which Intune delivers configuration to.',
      owners: ['Preflight'],
      code: groups,
      proof: 'Entra shows each device in the group of its device profile and in no other profile’s',
    },
    {
      number: 9,
      happens: 'A device that has the Autopilot profile of its tag, read back, is Ready for user.',
      owners: ['Preflight'],
      code: placement,
      proof: 'each device has the Autopilot profile of its tag and is Ready for user, said once',
    },
    {
      number: 10,
      happens: 'The device is shipped to its user, and somebody says so.',
      owners: ['partner', 'person'],
      code: 'src/registration/shipping/markShipped.ts',
      proof: 'a registrar marks the devices shipped; who and when is kept',
    },
    {
      number: 11,
      happens: 'The user switches the device on and goes through the first setup.',
      owners: ['person', 'Microsoft'],
      code: look,
      proof: 'Autopilot has heard from the devices, and they stay Ready for user',
    },
    {
      number: 12,
      happens: 'The user signs in.',
      owners: ['person'],
      code: 'src/graph/intune.ts',
      proof: 'Intune names the user who signed in, and nobody on shared devices',
    },
    {
      number: 13,
      happens: 'Intune creates its record of the device.',
      owners: ['Microsoft'],
      code: look,
      proof: 'Intune has one record for each device, enrolled after its registration, and Autopilot points to it',
    },
    {
      number: 14,
      happens: 'Intune delivers apps, configuration and settings; the user can work.',
      owners: ['Microsoft'],
      code: 'src/registration/policy/tags.ts',
      proof:
        'the device has checked in under the name its Autopilot profile gives, in the groups that things are delivered to',
    },
    {
      number: 15,
      happens: 'Preflight sees the record and calls the device Active.',
      owners: ['Preflight'],
      code: use,
      proof: 'each device is Active with its Intune record, said once',
    },
    {
      number: 16,
      happens: 'Somebody confirms that the device is Active.',
      owners: ['person'],
      code: 'src/registration/shipping/confirmActive.ts',
      proof: 'an administrator confirms the devices; who and when is kept',
    },
    {
      number: 17,
      happens: 'The registration ends; Preflight goes on following the device.',
      owners: ['Preflight'],
      code: use,
      proof: 'nothing is left to do or to say, and a device that goes quiet becomes Inactive',
    },
  ],
};

/** Devices whose file is sent to the bot. */
export const manualWorkflow: Workflow = {
  name: 'The manual workflow',
  begins:
    'Somebody sends a CSV file of hardware hashes to the bot. It stands where the Devices blade of Managed Desktop stood.',
  test: 'test/workflows/manual.test.ts',
  steps: [
    {
      number: 1,
      happens: 'A CSV file with the hardware hash of each device is made.',
      owners: ['person'],
      code: 'src/registration/intake/readDeviceFile.ts',
      proof: 'the file, as the capture script writes it, has no errors',
    },
    {
      number: 2,
      happens:
        'The file is sent to the bot, and one device profile is chosen on its card; shared devices are a choice, not for Power user.',
      owners: ['person'],
      code: 'src/registration/batches/register.ts',
      proof: 'a file is a draft until a profile is chosen, and Power user cannot be shared',
    },
    {
      number: 3,
      happens:
        'Preflight reads the hashes, makes the group tag of the choice, and stores the request: Registration pending.',
      owners: ['Preflight'],
      code: 'src/registration/batches/createDevices.ts',
      proof: 'each row of the files is a device, Registration pending, with its hash and the tag of the choice',
    },
    {
      number: 4,
      happens: 'Preflight asks Intune to import the devices into Autopilot.',
      owners: ['Preflight'],
      code: 'src/registration/lifecycle/act.ts',
      proof: 'one import request carries all devices, each once, under an import id of ours',
    },
    {
      number: 5,
      happens: 'Autopilot creates its record of each device.',
      owners: ['Microsoft'],
      code: 'src/registration/lifecycle/decideImport.ts',
      proof: 'the staging records become complete, and Preflight reads the identities they led to',
    },
    {
      number: 6,
      happens: 'Intune asks Entra for a device object.',
      owners: ['Microsoft'],
      code: look,
      proof: 'Entra has gained one object for each device without a request of ours',
    },
    {
      number: 7,
      happens: 'Entra creates the device object.',
      owners: ['Microsoft'],
      code: 'src/graph/directory.ts',
      proof: 'each Entra object carries the [ZTDID] of its Autopilot identity',
    },
    {
      number: 8,
      happens: 'Entra links its object to the Autopilot record by the order id, which is the group tag.',
      owners: ['Microsoft'],
      code: 'src/graph/directory.ts',
      proof: 'each Entra object carries the [OrderID] of the group tag',
    },
    {
      number: 9,
      happens: 'Entra returns the device id to Intune.',
      owners: ['Microsoft'],
      code: 'src/graph/autopilot.ts',
      proof: 'the Autopilot identity, without an Entra device id before, now has the one of the object',
    },
    {
      number: 10,
      happens:
        'The dynamic group of the tag takes the device in, and the Autopilot profile of the group is assigned to it.',
      owners: ['Microsoft'],
      code: 'src/registration/policy/tags.ts',
      proof: 'each device is in the dynamic group of its tag and is assigned to the expected Autopilot profile',
    },
    {
      number: 11,
      happens: 'Intune saves the Entra device id with the Autopilot record.',
      owners: ['Microsoft'],
      code: 'src/graph/autopilot.ts',
      proof: 'the Autopilot record still has the same Entra device id when it is read again',
    },
    {
      number: 12,
      happens: 'Intune returns the Autopilot and Entra records.',
      owners: ['Microsoft', 'Preflight'],
      code: placement,
      proof: 'Preflight has stored the Autopilot, Entra device and object ids and has cleaned up after itself',
    },
    {
      number: 13,
      happens: 'Each device is given a deployment group by the shares of the groups.',
      owners: ['Preflight'],
      code: 'src/registration/policy/allocateDeploymentGroup.ts',
      proof: 'each device has the deployment group that was furthest below its share',
    },
    {
      number: 14,
      happens:
        'Each device joins its deployment group, Modern Workplace Devices-All, and for shared devices Shared Device Mode.',
      owners: ['Preflight'],
      code: groups,
      proof: 'Entra shows each device in one deployment group, in All, and in Shared Device Mode if it is shared',
    },
    {
      number: 15,
      happens: 'Each device joins the group of its device profile, which Intune delivers configuration to.',
      owners: ['Preflight'],
      code: groups,
      proof: 'Entra shows each device in the group of its device profile and in no other profile’s',
    },
    {
      number: 16,
      happens:
        'Every hour Preflight reads who is assigned to its Autopilot profiles, and notes these devices as shipped.',
      owners: ['Preflight'],
      code: 'src/registration/discovery/discover.ts',
      proof: 'the hourly look notes the devices as shipped and registers none of them a second time',
    },
    {
      number: 17,
      happens: 'A device that is in its groups and has the Autopilot profile of its tag, read back, is Ready for user.',
      owners: ['Preflight'],
      code: placement,
      proof: 'each device is Ready for user, said once for each file',
    },
    {
      number: 18,
      happens: 'The device is shipped to its user, and somebody says so.',
      owners: ['person'],
      code: 'src/registration/shipping/markShipped.ts',
      proof: 'a registrar marks the devices shipped; who and when is kept',
    },
    {
      number: 19,
      happens: 'The user switches the device on and goes through the first setup.',
      owners: ['person', 'Microsoft'],
      code: look,
      proof: 'Autopilot has heard from the devices, and they stay Ready for user',
    },
    {
      number: 20,
      happens: 'The user signs in.',
      owners: ['person'],
      code: 'src/graph/intune.ts',
      proof: 'Intune names the user who signed in, and nobody on shared devices',
    },
    {
      number: 21,
      happens: 'Intune creates its record of the device.',
      owners: ['Microsoft'],
      code: look,
      proof: 'Intune has one record for each device, enrolled after its registration, and Autopilot points to it',
    },
    {
      number: 22,
      happens: 'Intune delivers apps, configuration and settings; the user can work.',
      owners: ['Microsoft'],
      code: 'src/registration/policy/tags.ts',
      proof:
        'the device has checked in under the name its Autopilot profile gives, in the groups that things are delivered to',
    },
    {
      number: 23,
      happens: 'Preflight sees the record and calls the device Active.',
      owners: ['Preflight'],
      code: use,
      proof: 'each device is Active with its Intune record, said once for each file',
    },
    {
      number: 24,
      happens: 'Somebody confirms that the device is Active.',
      owners: ['person'],
      code: 'src/registration/shipping/confirmActive.ts',
      proof: 'an administrator confirms the devices; who and when is kept',
    },
    {
      number: 25,
      happens: 'The request is closed; Preflight goes on following the device.',
      owners: ['Preflight'],
      code: 'src/registration/batches/updateCards.ts',
      proof: 'the request is closed, nothing is left to do or to say, and a device that goes quiet becomes Inactive',
    },
  ],
};

/** Both, in the order of the document. */
export const workflows: readonly Workflow[] = [automaticWorkflow, manualWorkflow];

/** The title of the test of a step. */
export function stepTitle({ number, proof }: WorkflowStep): string {
  return `step ${number}: ${proof}`;
}
