/** A key as it was pasted or read from a file, without what comes along: line breaks, `Bearer`. */
export function trimmedKey(given: string): string {
  return given
    .replace(/^\ufeff/, '')
    .trim()
    .replace(/^(?:authorization:\s*)?(?:bearer(?:\s+|$))+/i, '');
}
