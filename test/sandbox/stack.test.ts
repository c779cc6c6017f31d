import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatPerson } from '../../sandbox/chatWorld.ts';
import { freePort } from '../../sandbox/children/freePort.ts';
import { pathOf } from '../../sandbox/children/startChild.ts';
import { connectConversation } from '../../sandbox/playground/conversation.ts';
import type { ChatMessage } from '../../sandbox/playground/feed.ts';
import { conversationIds } from '../../sandbox/playground/world.ts';
import { type Stack, startStack } from '../../sandbox/stack.ts';

describe('the stack: sandbox tenant, bot and chat', function () {
  this.timeout(60_000);
  let folder: string;
  let stack: Stack | undefined;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-stack-'));
  });
  afterEach(() => stack?.stop());
  after(() => rm(folder, { recursive: true, force: true }));

  const botScript = pathOf('../support/cardBot.ts', import.meta.url);
  const answers = (url: string) =>
    fetch(url).then(
      () => true,
      () => false,
    );

  it('delivers a file from the sandbox page to the chat, through a restart of the bot, and leaves nothing behind', async () => {
    stack = await startStack({ ports: 'free', dataFolder: folder, botScript });
    const chat = await connectConversation(stack.chatUrl, stack.world);
    const deliver = () =>
      fetch(`${stack?.consoleUrl}/_sandbox/deliver?name=x.csv`, { method: 'POST', body: 'a,b\n1,2\n' });
    const form = { what: 'the form', timeoutMs: 10_000 };
    assert.equal((await deliver()).status, 200);
    const first = await chat.waitFor((message) => message.lines[0] === 'x.csv has 8 bytes', form);
    await stack.killBot();
    assert.equal(await answers(stack.botUrl), false);
    await stack.restartBot();
    await deliver();
    await chat.waitFor((message) => message.lines[0] === 'x.csv has 8 bytes', { ...form, after: first.position });
    chat.close();
    await stack.stop();
    for (const url of [stack.chatUrl, stack.consoleUrl, stack.botUrl]) assert.equal(await answers(url), false);
  });

  it('answers offers of files on the sandbox page, which the chat cannot', async () => {
    stack = await startStack({ ports: 'free', dataFolder: folder, botScript });
    const { consoleUrl, world } = stack;
    const chat = await connectConversation(stack.chatUrl, world);
    const page = async () =>
      (await fetch(`${consoleUrl}/_sandbox/handed-over`)).json() as Promise<{
        [key: string]: { [key: string]: unknown }[];
      }>;
    const answer = (id: unknown, accept: boolean) =>
      fetch(`${consoleUrl}/_sandbox/handed-over`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, accept }),
      });
    const offer = async (after: number) => {
      await chat.say('offer', { from: world.currentUser, conversation: conversationIds.personal });
      const wait = { what: 'the offer', timeoutMs: 10_000, after };
      return chat.waitFor(({ consent }) => consent !== undefined, wait);
    };
    const closed = (text: string) =>
      chat.waitFor((message) => message.text === text, { what: text, timeoutMs: 10_000 });
    const first = await offer(0);
    assert.deepEqual(first.lines, ['A file: two rows (7 bytes)', '[Allow] [Decline]']);
    const name = 'file-from-the-bot.csv';
    assert.deepEqual((await page())['offered'], [{ id: first.id, name, description: 'two rows' }]);
    assert.equal((await answer(first.id, true)).status, 204);
    await closed('accept {"id":1}');
    const [file] = (await page())['received'] ?? [];
    assert.deepEqual([file?.['name'], file?.['size']], [name, 7]);
    const info = chat.feed.messages().find((message) => message.file !== undefined);
    assert.equal(info?.file?.uniqueId, file?.['id']);
    const second = await offer(chat.feed.position());
    assert.equal((await answer(second.id, false)).status, 204);
    await closed('decline {"id":2}');
    assert.deepEqual((await page())['offered'], []);
    assert.equal((await answer(second.id, true)).status, 409);
    chat.close();
  });

  it('lets others press buttons on the sandbox page, who are nobody in the chat', async () => {
    stack = await startStack({ ports: 'free', dataFolder: folder, botScript });
    const { consoleUrl, world } = stack;
    const chat = await connectConversation(stack.chatUrl, world);
    const cards = async () =>
      ((await (await fetch(`${consoleUrl}/_sandbox/clicks`)).json()) as { cards: { [key: string]: unknown }[] }).cards;
    const press = async (body: unknown) => {
      const response = await fetch(`${consoleUrl}/_sandbox/clicks`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return [response.status, await response.json()];
    };
    const titled = (title: string) =>
      chat.waitFor((message) => message.lines[0] === title, { what: title, timeoutMs: 10_000 });
    assert.deepEqual(await cards(), []);
    for (const conversation of [conversationIds.personal, conversationIds.channel])
      await chat.say('ask', { from: world.currentUser, conversation });
    const inChannel = ({ conversationId, card }: ChatMessage) =>
      card !== undefined && conversationId.startsWith(conversationIds.channel);
    const { id } = await chat.waitFor(inChannel, { what: 'the card', timeoutMs: 10_000 });
    const nestor = chatPerson('Nestor').objectId;
    const inputs = [{ id: 'comment', type: 'Input.Text', label: 'Comment' }];
    const asked = { id, place: 'the IT operations channel', presser: nestor, inputs };
    const decisions = [
      { title: 'Approve', verb: 'approveNaming' },
      { title: 'Deny', verb: 'denyNaming' },
    ];
    assert.deepEqual(await cards(), [{ ...asked, title: 'Somebody asks', buttons: decisions }]);

    const approve = { id, verb: 'approveNaming' };
    assert.deepEqual(await press({ ...approve, person: world.currentUser.objectId }), [
      200,
      { pressed: 'Approve', by: 'Alex Wilber', said: 'Cancelled' },
    ]);
    assert.equal((await cards())[0]?.['title'], 'Somebody asks');
    assert.deepEqual(await press({ ...approve, inputs: { comment: 'Fine' } }), [
      200,
      { pressed: 'Approve', by: 'Nestor Wilke' },
    ]);
    await titled('approveNaming by Nestor: Fine');
    const revoke = { title: 'Revoke', verb: 'revokeNaming' };
    assert.deepEqual(await cards(), [{ ...asked, title: 'approveNaming by Nestor: Fine', buttons: [revoke] }]);
    assert.deepEqual(await press(approve), [409, { error: 'The card does not have this button any more.' }]);
    assert.equal((await press({ id, verb: 'revokeNaming', inputs: { comment: 'Enough' } }))[0], 200);
    await titled('revokeNaming by Nestor: Enough');
    assert.deepEqual(await cards(), []);
    assert.deepEqual(await press(approve), [409, { error: 'Nobody is asked on this card any more.' }]);
    chat.close();
  });

  it('refuses a file for somebody whose chat nobody sees', async () => {
    stack = await startStack({ ports: 'free', dataFolder: folder, botScript });
    const megan = stack.world.others[0]?.objectId;
    const response = await fetch(`${stack.consoleUrl}/_sandbox/deliver?name=x.csv&user=${megan}`, {
      method: 'POST',
      body: 'a',
    });
    assert.equal(response.status, 502);
    assert.match(await response.text(), /shows that of Alex Wilber only; Megan Bowen cannot/);
  });

  it('tells which part ended by itself', async () => {
    stack = await startStack({ ports: 'free', dataFolder: folder, botScript });
    const chat = await connectConversation(stack.chatUrl, stack.world);
    await chat.say('die', { from: stack.world.currentUser, conversation: conversationIds.personal });
    await assert.rejects(stack.failure, /The bot ended by itself \(exit code 3\)/);
    chat.close();
  });

  it('does not start on a port that is taken, or with a bot that does not come up', async () => {
    const running = await startStack({ ports: 'free', dataFolder: folder, botScript });
    stack = running;
    const chat = Number(new URL(running.chatUrl).port);
    const ports = { chat, sandbox: await freePort(), bot: await freePort() };
    await assert.rejects(
      startStack({ ports, dataFolder: folder }),
      new RegExp(`Port ${chat}, meant for the chat .* CHAT_PORT`),
    );
    const other = join(folder, 'other');
    const broken = {
      ports: { ...ports, chat: await freePort() },
      dataFolder: other,
      botScript: pathOf('./nothing.ts', import.meta.url),
    };
    await assert.rejects(
      startStack(broken),
      /The bot ended before it answered .* \(exit code 1\)\. The end of its log:\n[\s\S]*nothing\.ts/,
    );
    assert.equal(await answers(`http://127.0.0.1:${ports.sandbox}/`), false);
  });
});
