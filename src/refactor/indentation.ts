/** The white space that all lines which are not blank begin with. Line ends are LF. */
export function commonIndentation(code: string): string {
  const margins = code
    .split('\n')
    .filter(isFilled)
    .map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  return margins.length === 0 ? '' : margins.reduce(commonStart);
}

export function dedent(code: string): string {
  const { length } = commonIndentation(code);
  return mapFilledLines(code, (line) => line.slice(length));
}

export function indent(code: string, margin: string): string {
  return mapFilledLines(code, (line) => margin + line);
}

function mapFilledLines(code: string, map: (line: string) => string): string {
  return code
    .split('\n')
    .map((line) => (isFilled(line) ? map(line) : line))
    .join('\n');
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
