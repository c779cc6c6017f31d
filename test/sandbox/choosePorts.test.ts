import assert from 'node:assert/strict';
import { assertFree, freePorts, portsFrom } from '../../sandbox/choosePorts.ts';

describe("the sandbox's ports", () => {
  it('have defaults that the environment changes', () => {
    assert.deepEqual(portsFrom({}), { chat: 56150, sandbox: 56140, bot: 3978 });
    assert.deepEqual(portsFrom({ BOT_PORT: '4000', CHAT_PORT: '' }), { chat: 56150, sandbox: 56140, bot: 4000 });
    assert.throws(() => portsFrom({ SANDBOX_PORT: '70000' }), /SANDBOX_PORT is 70000; it must be a port number/);
  });

  it('are free when asked to be', async () => {
    const ports = await freePorts();
    assert.equal(new Set(Object.values(ports)).size, 3);
    await assertFree(ports);
  });
});
