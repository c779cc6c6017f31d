/** The tags around a mention. None can hold a `<`, so that a run of openings is looked at once. */
const mentionTag = /<at(?:\s[^<>]{0,200})?>|<\/at>/gi;

/**
 * A message without the mentions in it, each of which becomes a blank: the bot's own name before a command, or anybody's. A mention that is
 * not closed is text. One pass, however often a mention is opened.
 */
export function withoutMentions(text: string): string {
  const tags = [...text.matchAll(mentionTag)].map(({ 0: tag, index }) => ({
    tag,
    index,
    closes: tag.startsWith('</'),
  }));
  const lastClosing = tags.findLastIndex(({ closes }) => closes);
  const kept: string[] = [];
  let at = 0;
  let opened: number | undefined;
  for (const { tag, index, closes } of tags.slice(0, lastClosing + 1)) {
    if (!closes) opened ??= index;
    else if (opened !== undefined) {
      kept.push(text.slice(at, opened), ' ');
      at = index + tag.length;
      opened = undefined;
    }
  }
  kept.push(text.slice(at));
  return kept.join('');
}
