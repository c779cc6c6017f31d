import {
  type Access,
  forAdministrators,
  forColleagues,
  forEverybody,
  forReaders,
  forRegistrars,
  forRegistrarsNow,
} from '../access/access.ts';
import type { ActionAnswer } from '../answer.ts';
import { answerMessage } from '../commands/answerMessage.ts';
import { offerRejected } from '../handover/offerRejected.ts';
import type { BotWorld } from '../options.ts';
import { retrying } from '../retrySentences.ts';
import { stepWords } from '../shipping/stepWords.ts';
import type { Turn } from '../turn.ts';
import { allowRenames, askForRenames, leaveNames } from './allowRenames.ts';
import { cancelBatch } from './cancelBatch.ts';
import type { CardAction } from './cardAction.ts';
import { cancelMove, moveDevices } from './moveDevices.ts';
import { changeNaming, dropNaming, previewNaming, requesting } from './previewNaming.ts';
import { refreshBatch } from './refreshBatch.ts';
import { registerBatch } from './registerBatch.ts';
import { keepDevices, removeDevices } from './removeDevices.ts';
import { retryFailed } from './retryFailed.ts';
import { askForTemplate, keepTemplate, setTemplate } from './setNameTemplate.ts';
import { closeFindings, showFindings, turnFindings } from './showFindings.ts';
import { showMisfits, showNaming, turnMisfits } from './showNaming.ts';
import { takeBack } from './takeBack.ts';
import { takeChosenStep } from './takeChosenStep.ts';
import { takeNamingStep } from './takeNamingStep.ts';
import { takeStep } from './takeStep.ts';

/** What every button is called. */
export type Verb = CardAction['verb'];
type ActionOf = { [V in Verb]: Extract<CardAction, { verb: V }> };

/** What a button leads to, and for whom. */
interface ActionRow<V extends Verb> {
  /** Where it depends on what the card was about, by that. */
  access: Access | ((action: ActionOf[V]) => Access);
  run(action: ActionOf[V], turn: Turn, world: BotWorld): Promise<ActionAnswer>;
}

const changingProfile = { ...forAdministrators, purpose: 'Changing an Autopilot profile' };
const allowing = { ...forAdministrators, purpose: 'Allowing devices to be renamed' };
const deciding: Access = { who: 'approver', purpose: 'Deciding about naming exceptions' };

/** Every button there is. Nobody gets to a handler without its `access`; what depends on whose file or request it is, the handler looks at after that. */
export const actions: { readonly [V in Verb]: ActionRow<V> } = {
  register: { access: forRegistrarsNow(), run: registerBatch },
  cancel: { access: forColleagues, run: cancelBatch },
  refreshBatch: { access: forReaders, run: refreshBatch },
  markShipped: { access: forRegistrars(stepWords.shipped.purpose), run: takeStep },
  confirmActive: { access: forRegistrars(stepWords.confirmed.purpose), run: takeStep },
  takeBack: { access: ({ step }) => forRegistrarsNow(stepWords[step].undoPurpose), run: takeBack },
  showFindings: { access: forRegistrars('Seeing the findings of a file'), run: showFindings },
  findingsPage: { access: forRegistrars('Seeing the findings of a file'), run: turnFindings },
  closeFindings: { access: forRegistrars('Seeing the findings of a file'), run: closeFindings },
  rejectedRows: { access: forRegistrarsNow('Getting rejected rows'), run: offerRejected },
  removeDevices: { access: forAdministrators, run: removeDevices },
  keepDevices: { access: forAdministrators, run: keepDevices },
  retryFailed: { access: forRegistrarsNow(retrying), run: retryFailed },
  moveDevices: { access: forAdministrators, run: moveDevices },
  cancelMove: { access: forAdministrators, run: cancelMove },
  stepChosen: { access: ({ step }) => forRegistrars(stepWords[step].purpose), run: takeChosenStep },
  previewNaming: { access: forRegistrars(requesting), run: previewNaming },
  changeNaming: { access: forRegistrars(requesting), run: changeNaming },
  dropNaming: { access: forColleagues, run: dropNaming },
  sendNaming: { access: forRegistrarsNow(requesting), run: takeNamingStep },
  approveNaming: { access: deciding, run: takeNamingStep },
  denyNaming: { access: deciding, run: takeNamingStep },
  withdrawNaming: { access: forColleagues, run: takeNamingStep },
  revokeNaming: {
    access: { who: 'approver', or: 'administrator', purpose: 'Revoking naming exceptions' },
    run: takeNamingStep,
  },
  extendNaming: { access: { who: 'approver', purpose: 'Extending naming exceptions' }, run: takeNamingStep },
  showNaming: { access: forReaders, run: showNaming },
  showMisfits: { access: forReaders, run: showMisfits },
  misfitsPage: { access: forReaders, run: turnMisfits },
  setNameTemplate: { access: changingProfile, run: askForTemplate },
  confirmNameTemplate: { access: changingProfile, run: setTemplate },
  keepNameTemplate: { access: changingProfile, run: keepTemplate },
  askForRenames: { access: allowing, run: askForRenames },
  allowRenames: { access: allowing, run: allowRenames },
  leaveNames: { access: allowing, run: leaveNames },
  /** The command that it writes has an access of its own. */
  say: {
    access: forEverybody,
    run: async ({ text }, turn, world) => ({
      kind: 'say',
      answers: await answerMessage({ ...turn, text, attachments: [] }, world),
    }),
  },
};

/** Who may press the button of a verb. */
export function accessTo<V extends Verb>(verb: V, action: ActionOf[V]): Access {
  const { access }: { readonly [K in Verb]: ActionRow<K> }[V] = actions[verb];
  return typeof access === 'function' ? access(action) : access;
}

/** Runs the row of a verb, without asking. */
export function runAction<V extends Verb>(
  verb: V,
  action: ActionOf[V],
  turn: Turn,
  world: BotWorld,
): Promise<ActionAnswer> {
  const row: { readonly [K in Verb]: ActionRow<K> }[V] = actions[verb];
  return row.run(action, turn, world);
}
