import type { Attack } from '../attack.ts';
import { personCalled, speakAs } from '../voices.ts';

const questions = [
  'status SECRET001',
  'batches',
  'naming',
  'naming preview',
  'naming SECRET001',
  'health',
  'subscriptions',
  'audit export',
  'retry failed',
  'remove SECRET001',
  'move SECRET001 to First',
  'shipped SECRET001',
  'confirm SECRET001',
  'request naming exception',
];

const presses = [
  'refresh',
  'register',
  'cancelBatch',
  'showFindings',
  'removeDevices',
  'decideNaming',
  'takeStep',
  'allowRenames',
];

/** Who has no role, who is a guest although the activity does not say so, and whose account is switched off: none of them is shown a device or changes one. */
export const nobodysQuestions: Attack = {
  name: 'nobodys-questions',
  wanted: [200],
  async play(stage, tally) {
    const world = stage.sandbox.tenant.world();
    stage.sandbox.tenant.partnerUpload([
      {
        serialNumber: 'SECRET001',
        manufacturer: 'Dell Inc.',
        model: 'Latitude 5450',
        groupTag: 'Microsoft365Managed_Standard',
      },
    ]);
    const known = world.autopilot.size;
    for (const name of ['Diego', 'Cameron', 'Miriam']) {
      const person = personCalled(name);
      for (const text of questions) {
        const said = await speakAs(person, { text }, stage, tally);
        if (said === '') tally.problems.push(`${name} got no answer to "${text}"`);
        if (/Latitude|Dell|Registration pending|Ready for user|SECRET001 is|fileName/.test(said))
          tally.problems.push(`${name} was told of devices for "${text}": ${said.slice(0, 200)}`);
      }
      for (const verb of presses) {
        const value = {
          action: {
            type: 'Action.Execute',
            verb,
            data: { batchId: 'x', exceptionId: 'x', deviceIds: ['DELL|SECRET001'] },
          },
        };
        await speakAs(person, { type: 'invoke', name: 'adaptiveCard/action', value, replyToId: 'm1' }, stage, tally);
      }
    }
    if (world.autopilot.size !== known) tally.problems.push('a device left Autopilot');
    const edited = stage.connector.sent.filter(({ method, activityId }) => method === 'PUT' && activityId === 'm1');
    if (edited.length > 0) tally.problems.push('another message of the bot was overwritten');
  },
};
