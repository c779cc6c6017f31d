import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Conversation, connectConversation } from '../../../sandbox/playground/conversation.ts';
import { type Playground, startPlayground } from '../../../sandbox/playground/startPlayground.ts';
import { conversationIds } from '../../../sandbox/playground/world.ts';
import { alex, megan, testWorld } from '../../support/playgroundWorld.ts';
import { startCardBot } from '../../support/startCardBot.ts';

describe('a conversation played through Agents Playground', function () {
  this.timeout(60_000);
  let folder: string;
  let bot: Awaited<ReturnType<typeof startCardBot>>;
  let playground: Playground;
  let chat: Conversation;
  let files: Server;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'preflight-conversation-'));
    files = createServer((_request, response) => response.end('a,b,c\n')).listen(0, '127.0.0.1');
    bot = await startCardBot(folder);
    playground = await startPlayground({
      port: 0,
      botEndpoint: `${bot.origin}/api/messages`,
      world: testWorld,
      folder,
      logFolder: folder,
    });
    chat = await connectConversation(playground.origin, testWorld);
  });
  after(async () => {
    chat?.close();
    await playground?.stop();
    await bot?.child.stop();
    files.close();
    await rm(folder, { recursive: true, force: true });
  });

  const wait = { what: 'an answer', timeoutMs: 10_000 };
  const lastActivity = async (type: string) => {
    const heard = (await (await fetch(`${bot.origin}/heard`)).json()) as { type: string; [key: string]: unknown }[];
    return heard.filter((activity) => activity.type === type).at(-1) ?? assert.fail(`no ${type} reached the bot`);
  };

  it('says something in the personal chat and hears the answer', async () => {
    await chat.install(conversationIds.personal);
    await chat.say('help', { from: alex, conversation: conversationIds.personal });
    const help = await chat.waitFor((message) => message.lines[0] === 'What I can do', wait);
    assert.equal(help.conversationId, conversationIds.personal);
    const { from, conversation, channelData } = await lastActivity('message');
    assert.deepEqual(from, { id: `29:1${alex.objectId}`, name: 'Alex Wilber', aadObjectId: alex.objectId });
    assert.deepEqual(conversation, {
      id: conversationIds.personal,
      conversationType: 'personal',
      tenantId: testWorld.tenantId,
    });
    assert.deepEqual(channelData, { tenant: { id: testWorld.tenantId } });
  });

  it('lets others speak in a channel, in a thread of their own', async () => {
    const { conversationId } = await chat.say('subscribe', { from: megan, conversation: conversationIds.channel });
    const answer = await chat.waitFor((message) => message.text.includes('subscribed'), wait);
    assert.equal(answer.conversationId, conversationId);
    assert.equal(answer.text, `Megan Bowen ${megan.objectId} subscribed ${conversationIds.channel}`);
    const ours = await lastActivity('message');
    await chat.say('subscribe', { from: alex, conversation: conversationIds.channel });
    await chat.waitFor((message) => message.text.startsWith('Alex Wilber'), wait);
    // What is made here for Megan has the fields of what Playground makes for Alex.
    const own = await lastActivity('message');
    assert.deepEqual(
      Object.keys(own).filter((key) => !(key in ours)),
      ['localTimezone'],
    );
    assert.deepEqual(ours['channelData'], own['channelData']);
    assert.deepEqual(Object.keys(Object(ours['conversation'])).sort(), Object.keys(Object(own['conversation'])).sort());
  });

  it('has no personal chat of other people to show', async () => {
    await assert.rejects(
      chat.say('help', { from: megan, conversation: conversationIds.personal }),
      /Alex Wilber's; Megan Bowen has none/,
    );
  });

  it('hands over a file as a link, as Teams does, and presses the buttons of the card', async () => {
    const downloadUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}/devices.csv`;
    await chat.deliverFile({ name: 'devices.csv', downloadUrl });
    const form = await chat.waitFor((message) => message.lines[0] === 'devices.csv has 6 bytes', wait);
    await assert.rejects(chat.press(form, 'Register', { from: alex }), /Choose a profile/);
    await assert.rejects(
      chat.press(form, 'Regsiter', { from: alex }),
      /no button "Regsiter"; it has "Register", "Cancel", "Note"/,
    );
    await chat.press(form, 'Cancel', { from: alex });
    await chat.waitFor((message) => message.text === 'Cancelled', wait);
    await chat.press(form, 'Register', { from: alex, inputs: { profile: 'Power user' } });
    const registered = await chat.waitFor((message) => message.id === form.id && message.changes === 1, wait);
    assert.deepEqual(registered.lines, ['Alex Wilber registered {"batchId":"b1","profile":"power","shared":"false"}']);
    await chat.press(form, 'Note', { from: alex });
    const noted = await chat.waitFor((message) => message.id === form.id && message.changes === 2, wait);
    assert.deepEqual(noted.lines, ['Noted']);
  });

  it('sees what the bot posts to a channel on its own', async () => {
    await chat.say('post', { from: alex, conversation: conversationIds.personal });
    const reply = await chat.waitFor((message) => message.text === 'a reply in the thread', wait);
    const post = chat.feed.messages().find((message) => message.lines[0] === '5 devices are ready');
    assert.equal(post?.conversationId, reply.conversationId);
    assert.ok(reply.conversationId.startsWith(`${conversationIds.channel};messageid=`));
  });

  it('gives up waiting when Playground is gone', async () => {
    const waiting = chat.waitFor(() => false, { what: 'nothing', timeoutMs: 30_000 });
    playground.child.kill('SIGKILL');
    await assert.rejects(waiting, /closed its message stream/);
  });
});
