import type { NamingException, NamingScope } from '../../registration/naming/namingException.ts';
import { isSamePerson } from '../../registration/person.ts';
import type { ActionAnswer } from '../answer.ts';
import { nameRequestCard, nameRequestTitle } from '../cards/nameRequestCard.ts';
import { emptyForm, type FormProblems, fitsForm, type NameRequestForm, withCut } from '../cards/nameRequestForm.ts';
import { droppedCard, droppedTitle, namingCard, previewCard } from '../cards/namingCard.ts';
import { namingTitle } from '../cards/namingTitle.ts';
import { heldRoles, isReader } from '../heldRoles.ts';
import { about } from '../known/about.ts';
import { keptChoices, keptDevices, keptValue } from '../naming/keptDevices.ts';
import { namedScope } from '../naming/namedScope.ts';
import { firstStep, onlyRequester } from '../naming/namingRefusal.ts';
import { bySerialNumber, readScope, scopeChoices, scopeValue } from '../naming/scopeChoices.ts';
import type { BotWorld } from '../options.ts';
import { unknownException } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import type { CardAction } from './cardAction.ts';

type Of<V extends CardAction['verb']> = Extract<CardAction, { verb: V }>;

/** What a role is needed for, as the start of a sentence. */
export const requesting = 'Asking for a naming exception';

/** Checks a request, keeps it as a draft and shows what it would do; or shows the form again with what to correct. */
export async function previewNaming(
  { verb: _verb, ...form }: Of<'previewNaming'>,
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const { scope, said, problems } = await readForm(form, turn, world);
  const outcome = await world.registration.naming.draft({
    // Something that is refused stands for what is missing, so that one look finds everything that is wrong.
    scope: scope ?? { kind: 'devices', deviceIds: [] },
    wanted: form.what === 'keep' ? { kind: 'keep' } : { kind: 'template', template: form.template },
    reason: form.reason,
    lastDay: form.lastDay,
    actor: turn.sender,
    conversationId: turn.conversation.baseId,
  });
  if (outcome.kind === 'drafted' && Object.keys(problems).length === 0) {
    const card = previewCard(outcome.view, said);
    const becomes = about.exception(outcome.view.exception.id);
    return {
      kind: 'replace',
      card,
      summary: namingTitle(outcome.view),
      forEveryone: true,
      about: about.namingForm,
      becomes,
    };
  }
  const found = outcome.kind === 'drafted' ? [] : outcome.problems.map(({ field, message }) => [field, message]);
  const all: FormProblems = { ...Object.fromEntries(found), ...problems };
  return { kind: 'replace', ...(await showForm(form, turn, world, all)), forEveryone: false, about: about.namingForm };
}

/** Goes back to the form, with what was written; what was previewed cannot be sent any more. */
export async function changeNaming(action: Of<'changeNaming'>, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { exceptionId } = action;
  const own = await ownDraft(action, turn, world);
  if ('kind' in own) return own;
  await world.registration.naming.reopen({ id: exceptionId, actor: turn.sender });
  const form = await formOf(own.exception, world);
  return {
    kind: 'replace',
    ...(await showForm(form, turn, world)),
    forEveryone: true,
    about: about.exception(exceptionId),
    becomes: about.namingForm,
  };
}

/** Puts a request away that was not sent. */
export async function dropNaming(action: Of<'dropNaming'>, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  const { exceptionId } = action;
  const own = await ownDraft(action, turn, world);
  if ('kind' in own) return own;
  await world.registration.naming.drop({ id: exceptionId, actor: turn.sender });
  return {
    kind: 'replace',
    card: droppedCard(turn.sender.name),
    summary: droppedTitle,
    forEveryone: true,
    about: about.exception(exceptionId),
    becomes: about.answered,
  };
}

/** The form, empty or filled in, as a card with its title. */
export async function showForm(form: NameRequestForm, turn: Turn, world: BotWorld, problems: FormProblems = {}) {
  const isAdministrator = (await heldRoles(turn.sender.id, world)).has('administrator');
  const choices = [
    ...(await keptChoices(form.scope, turn, world)),
    ...(await scopeChoices(turn, isAdministrator, world)),
  ];
  const all = withCut(problems, form, form.scope === bySerialNumber);
  const card = nameRequestCard(form, choices, world.policy, world.clock.now(), all);
  return { card, summary: nameRequestTitle(all) };
}

async function readForm(
  { scope: value, serialNumbers, what }: NameRequestForm,
  turn: Turn,
  { registration }: BotWorld,
): Promise<{ scope?: NamingScope; said: string[]; problems: FormProblems }> {
  const wanted = what === 'keep' || what === 'template' ? {} : { wanted: 'Choose which names are wanted.' };
  if (value === bySerialNumber) {
    const named = await namedScope(serialNumbers, registration);
    if ('problem' in named) return { said: [], problems: { ...wanted, scope: named.problem } };
    return { ...named, problems: wanted };
  }
  const scope = readScope(value) ?? (await keptDevices(value, turn, { registration }));
  if (scope !== undefined) return { scope, said: [], problems: wanted };
  return { said: [], problems: { ...wanted, scope: 'Choose which devices it is for.' } };
}

/** A draft of who pressed the button; otherwise the answer to give. */
async function ownDraft(
  { verb: asked, exceptionId }: Of<'changeNaming' | 'dropNaming'>,
  turn: Turn,
  world: BotWorld,
): Promise<{ exception: NamingException } | ActionAnswer> {
  const { registration, policy } = world;
  const view = await registration.naming.exception(exceptionId);
  if (view === undefined) return { kind: 'message', text: unknownException };
  const { exception } = view;
  if (!isSamePerson(exception.requester, turn.sender)) {
    const { sender: actor, activityId } = turn;
    await registration.refused({ actor, asked, because: 'notYours', subject: exceptionId, activityId });
    // Whose request it is, readers may know.
    const reader = await isReader(turn, world);
    return { kind: 'message', text: reader ? onlyRequester(exception.requester.name) : unknownException };
  }
  if (exception.state === 'draft') return { exception };
  if (!(await isReader(turn, world))) return { kind: 'message', text: firstStep(view, turn) };
  const card = namingCard(view, 'requester', policy);
  return {
    kind: 'replace',
    card,
    summary: namingTitle(view),
    forEveryone: true,
    about: about.exception(exceptionId),
    also: firstStep(view, turn),
  };
}

async function formOf(exception: NamingException, { registration }: BotWorld): Promise<NameRequestForm> {
  const { scope, wanted, reason, lastDay } = exception;
  const devices = scope.kind === 'devices' ? await Promise.all(scope.deviceIds.map(registration.device)) : [];
  const serialNumbers = [...new Set(devices.flatMap((device) => device?.serialNumber ?? []))].join(', ');
  const areShown = fitsForm(serialNumbers);
  return {
    ...emptyForm,
    scope: areShown ? scopeValue(scope) : keptValue(exception),
    serialNumbers: areShown ? serialNumbers : '',
    what: wanted.kind,
    template: wanted.kind === 'template' ? wanted.template : '',
    reason,
    lastDay,
  };
}
