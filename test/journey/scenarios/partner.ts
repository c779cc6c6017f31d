import { conversationIds } from '../../../sandbox/playground/world.ts';
import { meet } from '../acts.ts';
import type { Scenario } from '../stage.ts';

const lenovo = (serialNumber: string, groupTag: string) => ({
  serialNumber,
  manufacturer: 'LENOVO',
  model: '21R3001BUK',
  groupTag,
});

/** The automatic workflow: nobody sends a file; a partner uploads devices, and the hourly look finds them. */
export const scenario: Scenario = {
  title: 'Three laptops that a partner uploaded, one of them with a group tag that cannot be used',
  async play(stage) {
    const { sandbox } = stage.stack;
    await meet(stage);
    sandbox.tenant.partnerUpload([
      lenovo('PF1AAAAA', 'Microsoft365Managed_Standard'),
      lenovo('PF2BBBBB', 'Microsoft365Managed_PowerUser'),
      lenovo('PF3CCCCC', 'Microsoft365Managed_PowerUser-Shared'),
    ]);
    stage.transcript.scene('a partner uploads PF1AAAAA, PF2BBBBB and PF3CCCCC');
    const inChannel = (sentence: RegExp) => (message: { conversationId: string; lines: readonly string[] }) =>
      message.conversationId.startsWith(conversationIds.channel) && message.lines.some((line) => sentence.test(line));
    await stage.fastForward(600, async () => {
      const patient = { timeoutMs: 60_000 };
      await stage.expects(
        'the digest of what was discovered',
        inChannel(/^2 devices were uploaded by a partner/),
        patient,
      );
      await stage.expects(
        'the digest of the tag that cannot be used',
        inChannel(/1 device failed|can.t be used|cannot be used/),
        patient,
      );
      await stage.expects('the digest of ready devices', inChannel(/^2 devices are ready for user/), patient);
    });
    for (const serialNumber of ['PF1AAAAA', 'PF2BBBBB']) {
      sandbox.tenant.unbox(serialNumber);
      stage.transcript.scene(
        `${sandbox.tenant.signIn(serialNumber).userDisplayName} unboxes ${serialNumber} and signs in`,
      );
    }
    await stage.fastForward(600, () =>
      stage.expects('the digest of active devices', inChannel(/^2 devices became active/), { timeoutMs: 60_000 }),
    );
    await stage.says(stage.person('Alex'), 'status PF1AAAAA', conversationIds.personal);
    await stage.expects('the device card', ({ lines }) =>
      ['Active', 'PF1AAAAA', 'History'].every((word) => lines.some((line) => line.includes(word))),
    );
  },
};
