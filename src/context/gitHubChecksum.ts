const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const drawn = 30;
const checked = 6;

/**
 * Whether the end of a token is the checksum of the rest, which is no chance: it is then a token,
 * however it looks. A wrong one acquits nobody: GitHub gives out tokens without (`ghs_` since 2025),
 * and one whose last letters somebody changed to show it still tells the others.
 */
export function hasGitHubChecksum(token: string): boolean {
  if (token.length !== drawn + checked) return false;
  let rest = checksumOf(token.slice(0, drawn));
  let written = '';
  for (let at = 0; at < checked; at++) {
    written = (digits[rest % digits.length] ?? '') + written;
    rest = Math.floor(rest / digits.length);
  }
  return token.endsWith(written);
}

/** CRC 32, as zlib has it from Node 20.15 on, which the oldest editor is not. */
function checksumOf(text: string): number {
  let sum = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    sum ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
