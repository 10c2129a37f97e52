/**
 * What servers, models, files and other people wrote, made into words that do nothing, for each kind
 * of place that makes something of words. Nothing is left out in silence: what nobody sees is shown,
 * what is cut says so, and what would have been a link stands there to be read.
 */
import { escapeInvisible } from './invisible';

/** Characters that a person reads of one; more would keep a window busy, and nobody reads it. */
const maxLengths = { label: 120, line: 300, message: 900, tooltip: 2_000, log: 10_000 } as const;

/** Where text is only text: titles, placeholders, the names of tabs. */
export function asLine(text: string): string {
  return oneLine(truncate(text, maxLengths.line));
}

/** Where lines are kept and text is only text. */
export function asTooltip(text: string): string {
  return escapeInvisible(truncate(text, maxLengths.tooltip));
}

/** Where `$(name)` is drawn as an icon: rows of lists, the status bar. */
export function asLabel(text: string): string {
  return withoutIcons(oneLine(truncate(text, maxLengths.label)));
}

/** Where `$(name)` is drawn as an icon and a sentence has room: code lenses. */
export function asLens(text: string): string {
  return withoutIcons(oneLine(truncate(text, maxLengths.message)));
}

/**
 * Beside the label of a row, which VS Code shows as Markdown while the mouse is over it: with links,
 * and with pictures that it fetches. Code has neither; ordinary words need not be code.
 */
export function asDescription(text: string): string {
  const words = withoutIcons(asLine(text));
  const ordinary = !/[[\]<>!&@\\`*~]|\/\/|www\./i.test(words);
  return ordinary ? words : `\`${words.replaceAll('`', '\u02cb')}\``;
}

/** Where `[label](address)` is a link, commands included: notifications, the progress in them. */
export function asMessage(text: string): string {
  return withoutLinks(oneLine(truncate(text, maxLengths.message)));
}

/** Below an input box, where both links and icons are drawn. */
export function asBoxMessage(text: string): string {
  return withoutIcons(asMessage(text));
}

/** In a paragraph of a page that is drawn like Markdown. */
export function asPageText(text: string): string {
  return withoutLinks(oneLine(truncate(text, maxLengths.tooltip))).replaceAll(
    /<(?=\s*[a-z][\w+.-]*:)/gi,
    '< ',
  );
}

/**
 * In a log, which VS Code searches for addresses: `\/` is how JSON may spell a slash. Addresses of the
 * person's `own` server stay as they are, to be copied.
 */
export function asLogText(text: string, own?: string): string {
  const shown = escapeInvisible(truncate(text, maxLengths.log));
  return shown.replaceAll(/[\w+.-]*:\/\/[\w.:/%[\]-]*/g, (address) =>
    own !== undefined && isWithin(address, own) ? address : address.replaceAll('://', ':\\/\\/'),
  );
}

/** Another address within the first one would be a link of its own. */
function isWithin(address: string, origin: string): boolean {
  return address.startsWith(origin) && /^(?:\/[\w.%/-]*)?$/.test(address.slice(origin.length));
}

/** In a cell of a table in a terminal, where a line break would begin a row. */
export function asCell(text: string): string {
  return truncate(text, maxLengths.message).replaceAll(/[\r\n]/g, (end) => showLineEnd(end));
}

/** At most so many characters, and how many there are besides. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, end)}… (${(text.length - end).toLocaleString('en')} characters more)`;
}

function oneLine(text: string): string {
  return escapeInvisible(text.replaceAll(/\s*[\r\n]\s*/g, ' '));
}

/** VS Code's own way to write what is no icon; before anything else it would show the backslash. */
function withoutIcons(text: string): string {
  return text.replaceAll(/\$\((?=[\w-]+(?:~[a-z]+)?\))/gi, '\\$(');
}

/** A space between them, and there is no link; any scheme, since VS Code may learn more of them. */
function withoutLinks(text: string): string {
  return text.replaceAll(/\](?=\(\s*<?[a-z][\w+.-]*:)/gi, '] ');
}

function showLineEnd(end: string): string {
  return end === '\n' ? '\u240a' : '\u240d';
}
