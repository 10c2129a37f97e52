/**
 * What an error may quote of an argument. A key that was given to the wrong option is what a person
 * mistyped, too, so that only what is short and plain is quoted.
 */

/** `“x”` for a number, a word of letters or a few characters; else words that quote nothing. */
export function quoteIfShort(text: string, otherwise = 'what was given'): string {
  return isPlain(text) ? `“${text}”` : otherwise;
}

function isPlain(text: string): boolean {
  if (/[\r\n]/.test(text)) return false;
  return (
    text.length <= 4 ||
    /^(?:[+-]?v?[\d.,]{1,12}[ /]?[a-z]?|[a-z]{1,16}(?:-[a-z]{1,12})?)$/i.test(text)
  );
}

/** The name in what was meant as an option; of one letter where it may be followed by a value. */
export function parseOptionName(argument: string): string | undefined {
  const [name = ''] = argument.split(/[=:\s]/, 1);
  if (/^-[a-z]$/i.test(name) || /^--[a-z]+(?:[-_][a-z]+){0,3}$/i.test(name)) {
    return name.length <= 32 ? name : undefined;
  }
  return undefined;
}

/** A path as it was given, unless its last part looks like a key and lies in no folder that exists. */
export function quotePath(
  path: string,
  isFolder: (path: string) => boolean,
  otherwise = 'the file that was named',
): string {
  const [, folder = '', name = ''] = /^(.*?)([^/\\]*)$/s.exec(path) ?? [];
  const hasEnding = /.\.[a-z]{1,8}\d?$/i.test(name);
  const mayBeKey = name.length >= 8 && /\d/.test(name);
  const stands = folder !== '' && isFolder(folder);
  return stands || hasEnding || !mayBeKey ? path : otherwise;
}
