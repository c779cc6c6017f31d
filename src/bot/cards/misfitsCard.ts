import type { NamingView } from '../../registration/naming/naming.ts';
import { type AdaptiveCard, expand } from './expand.ts';
import template from './misfits.json' with { type: 'json' };
import { misfitLine, misfitsHeading } from './namingBody.ts';
import { formatNumber } from './text.ts';

/** Devices a page names. */
const perPage = 25;

/** One page of the devices that an exception's template gives no name. A page that is none is the last. */
export function misfitsCard(view: NamingView, asked: number): AdaptiveCard {
  const { misfits, exception } = view;
  const pages = Math.max(1, Math.ceil(misfits.length / perPage));
  const page = Math.min(asked, pages);
  return expand(template, {
    title: misfitsTitle(view),
    position: `page ${formatNumber(page)} of ${formatNumber(pages)}`,
    lines: misfits.slice((page - 1) * perPage, page * perPage).map(misfitLine),
    previous: page - 1,
    next: page < pages ? page + 1 : 0,
    exceptionId: exception.id,
  });
}

/** The page's title. */
export function misfitsTitle({ misfits }: NamingView): string {
  return misfits.length === 0 ? 'The template gives every device a name' : misfitsHeading(misfits);
}
