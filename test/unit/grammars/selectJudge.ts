/** A reader of SELECT statements by hand, token by token. */
export function acceptsSelect(text: string): boolean {
  const tokens =
    text.match(/'(?:[^']|'')*'|[a-z][a-z0-9_]*|[A-Z]+|\d+(?:\.\d+)?|<=|>=|<>|\S/gu) ?? [];
  let at = 0;
  const take = (...wanted: readonly string[]): boolean => {
    const found = wanted.every((token, index) => tokens[at + index] === token);
    if (found) at += wanted.length;
    return found;
  };
  const takeMatch = (pattern: RegExp): boolean => {
    const found = pattern.test(tokens[at] ?? '');
    if (found) at++;
    return found;
  };
  const name = (): boolean => takeMatch(/^[a-z]/);
  const path = (): boolean => name() && (!take('.') || name());
  const listOf = (item: () => boolean, separator: string): boolean => {
    do if (!item()) return false;
    while (take(separator));
    return true;
  };
  const text_ = (): boolean => takeMatch(/^'.*'$/su);
  const literal = (): boolean =>
    text_() || takeMatch(/^(?:NULL|TRUE|FALSE)$/) || (take('-'), takeMatch(/^\d/));
  const operand = (): boolean => {
    if (take('(')) return term() && take(')');
    if (takeMatch(/^(?:AVG|COUNT|LOWER|MAX|MIN|SUM|UPPER)$/)) {
      return take('(') && (take('*') || (take('DISTINCT'), term())) && take(')');
    }
    return /^[a-z]/.test(tokens[at] ?? '') ? path() : literal();
  };
  const term = (): boolean => {
    do if (!operand()) return false;
    while (takeMatch(/^[+*/-]$/));
    return true;
  };
  const comparison = (): boolean => {
    if (!term()) return false;
    if (take('IS')) return (take('NOT'), take('NULL'));
    if (takeMatch(/^(?:=|<>|<|<=|>|>=)$/)) return term();
    take('NOT');
    if (take('IN')) return take('(') && listOf(literal, ',') && take(')');
    if (take('LIKE')) return text_();
    return take('BETWEEN') && term() && take('AND') && term();
  };
  const test = (): boolean => {
    take('NOT');
    const start = at;
    if (comparison()) return true;
    at = start;
    return take('(') && condition() && take(')');
  };
  const condition = (): boolean => listOf(() => listOf(test, 'AND'), 'OR');
  const source = (): boolean => name() && (!take('AS') || name());
  const whole = (): boolean => takeMatch(/^(?:0|[1-9]\d*)$/);

  const head = take('SELECT') && (take('DISTINCT'), true);
  const items = head && (take('*') || listOf(() => term() && (!take('AS') || name()), ','));
  if (!items || !take('FROM') || !source()) return false;
  while (take('LEFT', 'JOIN') || take('INNER', 'JOIN') || take('JOIN')) {
    if (!source() || !take('ON') || !condition()) return false;
  }
  if (take('WHERE') && !condition()) return false;
  if (take('GROUP', 'BY')) {
    if (!listOf(path, ',') || (take('HAVING') && !condition())) return false;
  }
  const sorted = (): boolean => term() && (take('ASC') || take('DESC') || true);
  if (take('ORDER', 'BY') && !listOf(sorted, ',')) return false;
  if (take('LIMIT') && !(whole() && (!take('OFFSET') || whole()))) return false;
  return at === tokens.length;
}
