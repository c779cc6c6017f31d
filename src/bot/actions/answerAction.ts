import type { ActionAnswer } from '../answer.ts';
import { answerMessage } from '../commands/answerMessage.ts';
import { offerRejected } from '../handover/offerRejected.ts';
import type { BotWorld } from '../options.ts';
import { unreadableAction } from '../refusals.ts';
import type { Turn } from '../turn.ts';
import { allowRenames, askForRenames, leaveNames } from './allowRenames.ts';
import { cancelBatch } from './cancelBatch.ts';
import type { CardAction } from './cardAction.ts';
import { cancelMove, moveDevices } from './moveDevices.ts';
import { changeNaming, dropNaming, previewNaming } from './previewNaming.ts';
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

/** Does what a button asks for. */
export async function answerAction(action: CardAction | undefined, turn: Turn, world: BotWorld): Promise<ActionAnswer> {
  switch (action?.verb) {
    case 'register':
      return registerBatch(action, turn, world);
    case 'cancel':
      return cancelBatch(action, turn, world);
    case 'refreshBatch':
      return refreshBatch(action, turn, world);
    case 'markShipped':
    case 'confirmActive':
      return takeStep(action, turn, world);
    case 'takeBack':
      return takeBack(action, turn, world);
    case 'showFindings':
      return showFindings(action, world);
    case 'findingsPage':
      return turnFindings(action, world);
    case 'closeFindings':
      return closeFindings(action, world);
    case 'rejectedRows':
      return offerRejected(action, turn, world);
    case 'removeDevices':
      return removeDevices(action, turn, world);
    case 'keepDevices':
      return keepDevices(action, turn, world);
    case 'retryFailed':
      return retryFailed(action, turn, world);
    case 'moveDevices':
      return moveDevices(action, turn, world);
    case 'cancelMove':
      return cancelMove(turn, world);
    case 'stepChosen':
      return takeChosenStep(action, turn, world);
    case 'previewNaming':
      return previewNaming(action, turn, world);
    case 'changeNaming':
      return changeNaming(action, turn, world);
    case 'dropNaming':
      return dropNaming(action, turn, world);
    case 'sendNaming':
    case 'approveNaming':
    case 'denyNaming':
    case 'withdrawNaming':
    case 'revokeNaming':
    case 'extendNaming':
      return takeNamingStep(action, turn, world);
    case 'showNaming':
      return showNaming(action, turn, world);
    case 'showMisfits':
      return showMisfits(action, turn, world);
    case 'misfitsPage':
      return turnMisfits(action, turn, world);
    case 'setNameTemplate':
      return askForTemplate(action, turn, world);
    case 'confirmNameTemplate':
      return setTemplate(action, turn, world);
    case 'keepNameTemplate':
      return keepTemplate(turn, world);
    case 'askForRenames':
      return askForRenames(turn, world);
    case 'allowRenames':
      return allowRenames(action, turn, world);
    case 'leaveNames':
      return leaveNames(turn, world);
    case 'say':
      return { kind: 'say', answers: await answerMessage({ ...turn, text: action.text, attachments: [] }, world) };
    case undefined:
      return { kind: 'message', text: unreadableAction };
    default:
      return action satisfies never;
  }
}
