import assert from 'node:assert/strict';
import { deliverDigests } from '../../src/registration/announcements/deliver.ts';
import type { Device } from '../../src/registration/lifecycle/device.ts';
import { deliverNaming } from '../../src/registration/naming/deliverNaming.ts';
import { draftException } from '../../src/registration/naming/draftException.ts';
import type { AskedStep, NamingDraft } from '../../src/registration/naming/naming.ts';
import { stepException } from '../../src/registration/naming/stepException.ts';
import { defaultPolicy } from '../../src/registration/policy/defaultPolicy.ts';
import type { Directory } from '../../src/registration/ports/directory.ts';
import type { ServiceError } from '../../src/registration/ports/serviceError.ts';
import { buildDevice } from './buildDevice.ts';
import { memoryWorld } from './memoryWorld.ts';

/** Who asks. */
export const alex = { id: 'alex', name: 'Alex Wilber' };
/** Who decides. */
export const nestor = { id: 'nestor', name: 'Nestor Wilke' };
/** Who could decide, too. */
export const grady = { id: 'grady', name: 'Grady Archie' };

type ExceptionWorld = ReturnType<typeof memoryWorld> & { directory: Directory };

/** The life of naming exceptions on a store in memory, new for each test: what people do, what is delivered, what was shown. Call it in a `describe`. */
export function exceptionStage() {
  const stage = {
    world: newWorld(),
    /** Who has the approver role. */
    approvers: [alex, nestor, grady],
    /** Set, the directory answers with it. */
    refusal: undefined as ServiceError | undefined,
  };

  function newWorld(): ExceptionWorld {
    const directory = {
      groupIds: async () => {
        if (stage.refusal !== undefined) throw stage.refusal;
        return new Map([[defaultPolicy.roles.approver, 'approvers']]);
      },
      usersOf: async () => stage.approvers,
      userStanding: async () => 'member' as const,
    };
    return { ...memoryWorld(), directory: directory as Partial<Directory> as Directory };
  }
  beforeEach(() => {
    stage.world.store.close();
    Object.assign(stage, { world: newWorld(), approvers: [alex, nestor, grady], refusal: undefined });
  });
  after(() => stage.world.store.close());

  const device = (serialNumber: string, changes: Partial<Device> = {}) =>
    stage.world.store.create(
      'devices',
      buildDevice({ id: `DELL|${serialNumber}`, serialNumber, status: 'active', ...changes }),
    );
  const request = (changes: Partial<NamingDraft> = {}): NamingDraft => ({
    scope: { kind: 'tenant' },
    wanted: { kind: 'keep' },
    reason: 'Labels are printed',
    lastDay: dayFromNow(30),
    actor: alex,
    conversationId: 'alexs chat',
    ...changes,
  });
  const dayFromNow = (days: number) => new Date(stage.world.clock.now() + days * 86_400_000).toISOString().slice(0, 10);
  const draft = async (changes: Partial<NamingDraft> = {}) => {
    const outcome = await draftException(request(changes), stage.world, defaultPolicy);
    assert.equal(outcome.kind, 'drafted', JSON.stringify(outcome));
    assert.ok(outcome.kind === 'drafted');
    return outcome.view;
  };
  const step = (id: string, asked: AskedStep, actor = nestor, activityId = 'click') =>
    stepException({ id, step: asked, actor, activityId }, stage.world, defaultPolicy);
  const send = async (changes: Partial<NamingDraft> = {}) => {
    const { exception } = await draft(changes);
    const outcome = await stepException(
      {
        id: exception.id,
        step: { kind: 'send' },
        actor: alex,
        activityId: 'send',
        card: { conversationId: 'alexs chat', activityId: 'preview' },
      },
      stage.world,
      defaultPolicy,
    );
    assert.equal(outcome.kind, 'done');
    return exception.id;
  };
  const approved = async (changes: Partial<NamingDraft> = {}) => {
    const id = await send(changes);
    assert.equal((await step(id, { kind: 'approve' })).kind, 'done');
    return id;
  };
  const deliver = async () => {
    await deliverNaming(stage.world, defaultPolicy);
    await deliverDigests(stage.world, defaultPolicy);
  };
  const chat = (personId: string, id = `${personId}s chat`) =>
    stage.world.store.create('conversations', { id, reference: {}, seenAt: 0, personId });
  const stored = async (id: string) => {
    const exception = await stage.world.store.get('namingExceptions', id);
    assert.ok(exception);
    return exception;
  };

  const subscribeApprovals = () =>
    stage.world.store.create('channels', {
      id: 'approvals',
      about: 'approvals',
      name: 'IT',
      subscribedBy: nestor,
      subscribedAt: 0,
      threads: {},
    });
  const shownIn = (conversationId: string) =>
    stage.world.courier.namingCards.findLast(({ place }) => place.conversationId === conversationId)?.view;
  const shownTo = (reader: 'approver' | 'requester') =>
    stage.world.courier.namingCards.findLast(({ place }) => place.reader === reader)?.view;

  return Object.assign(stage, {
    device,
    request,
    dayFromNow,
    draft,
    step,
    send,
    approved,
    deliver,
    chat,
    stored,
    subscribeApprovals,
    shownIn,
    shownTo,
  });
}
