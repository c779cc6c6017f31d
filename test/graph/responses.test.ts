import assert from 'node:assert/strict';
import { readNamedDevice, readProfile } from '../../src/graph/responses.ts';

const graph = '#microsoft.graph.';
const managed = {
  id: 'a',
  serialNumber: 'A1',
  azureADDeviceId: null,
  managementState: 'managed',
  enrolledDateTime: null,
  lastSyncDateTime: null,
};

describe('what Graph says of names', () => {
  it('tells an Autopilot profile whose devices join a domain too by its type', () => {
    const hybrid = (type: string | undefined) =>
      readProfile({ '@odata.type': type, id: 'a', displayName: 'A', deviceNameTemplate: 'A-%SERIAL%' });
    const base = { id: 'a', displayName: 'A', deviceNameTemplate: 'A-%SERIAL%' };
    for (const [type, expected] of [
      [`${graph}activeDirectoryWindowsAutopilotDeploymentProfile`, true],
      [`${graph}azureADWindowsAutopilotDeploymentProfile`, false],
      [undefined, false],
    ] as const)
      assert.deepEqual(hybrid(type), { ...base, hybrid: expected });
  });

  it('tells which devices Intune cannot rename by how they are joined', () => {
    const joined = (joinType: string) => readNamedDevice({ ...managed, joinType })?.hybridJoined;
    for (const [joinType, expected] of [
      ['hybridAzureADJoined', true],
      ['azureADRegistered', true],
      ['azureADJoined', false],
      ['unknown', false],
    ] as const)
      assert.equal(joined(joinType), expected, joinType);
  });
});
