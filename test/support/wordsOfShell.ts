/** The words of a command as a POSIX shell takes it apart; throws on what a quoted command has not. */
export function wordsOfShell(command: string): readonly string[] {
  const words: string[] = [];
  const token = /'([^']*)'|\\\n|\\(.)|([\w@%+=:,./-]+)|([ \n]+)/gy;
  let word: string | undefined;
  while (token.lastIndex < command.length) {
    const at = token.lastIndex;
    const found = token.exec(command);
    if (!found) throw new Error(`unquoted at ${at}: ${command.slice(at, at + 20)}`);
    const [whole, quoted, escaped, plain, blank] = found;
    if (blank !== undefined || whole === '\\\n') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + (quoted ?? escaped ?? plain ?? '');
  }
  return word === undefined ? words : [...words, word];
}
