import { keepNotices } from '../notices/keepNotices.ts';
import type { Ports } from '../ports/ports.ts';
import { approvedExceptions } from './nameReason.ts';
import { readTemplate } from './nameTemplate.ts';
import { isInForce } from './namingException.ts';

/** Tells the channels once of each exception in force whose template is none by the rules of today: its devices keep their names meanwhile. */
export async function tellUnreadable(world: Pick<Ports, 'store' | 'clock' | 'log'>): Promise<void> {
  const now = world.clock.now();
  const exceptions = (await approvedExceptions(world)).filter((exception) => isInForce(exception, now));
  const notices = exceptions.flatMap(({ id, wanted, requester, lastDay }) => {
    const reading = wanted.kind === 'template' ? readTemplate(wanted.template) : undefined;
    if (wanted.kind !== 'template' || reading === undefined || 'template' in reading) return [];
    return [
      {
        id: `names:unreadable:${id}`,
        sentence: `The naming exception of ${requester.name} until ${lastDay} asks for ${wanted.template}, which is no template for device names: its devices keep the names they have. ${reading.problem}`,
        remedy: 'An approver revokes the exception with `naming` in the chat; then it can be asked for again.',
      },
    ];
  });
  await keepNotices('names:unreadable:', notices, world);
}
