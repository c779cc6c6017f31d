import assert from 'node:assert/strict';
import { readNamedDevice, readProfile } from '../../src/graph/responses.ts';

const graph = '#microsoft.graph.';

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
    const joined = (joinType: string) => readNamedDevice({ id: 'a', joinType })?.hybridJoined;
    for (const [joinType, expected] of [
      ['hybridAzureADJoined', true],
      ['azureADRegistered', true],
      ['azureADJoined', false],
      ['unknown', false],
    ] as const)
      assert.equal(joined(joinType), expected, joinType);
  });
});
