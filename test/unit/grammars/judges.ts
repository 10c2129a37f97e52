import { isJson } from '../../../src/base/json';
import { acceptsSelect } from './selectJudge';

/** A grammar that ships, and a judge that shares nothing with it. */
export interface Shipped {
  readonly name: string;
  readonly accepts: (text: string) => boolean;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

/** By the expression that semver.org gives. */
const version =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

export const shipped: readonly Shipped[] = [
  {
    name: 'json.gbnf',
    accepts: isJson,
    accepted: [
      '{"a": [1, -0.5e+3, "x\\u00e9\\n", null], "b": {}}',
      '[]',
      ' [ ] ',
      '"é😀\u007f"',
      '-0',
      '1E9',
      '\n{\n\t"a" : true\r\n}\n',
      `${'['.repeat(50)}${']'.repeat(50)}`,
    ],
    refused: [
      '',
      '{"a":}',
      '[1,]',
      '{a: 1}',
      "'a'",
      '01',
      '1.',
      '.5',
      '+1',
      '"\t"',
      '"\\x41"',
      '[1 2]',
      'nul',
    ],
  },
  {
    name: 'iso-date-time.gbnf',
    accepts: isDateTime,
    accepted: [
      '2026-03-14T15:09:26.535Z',
      '1999-12-31T23:59:59+05:30',
      '2024-02-29T00:00:00Z',
      '2000-02-29T00:00:00-23:59',
      '0000-01-01T00:00:00.123456789Z',
      '2023-04-30T10:20:30Z',
    ],
    refused: [
      '2026-03-14',
      '2023-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-10T00:00:00Z',
      '2026-01-00T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00:60Z',
      '2026-01-01T00:00:00',
      '2026-01-01 00:00:00Z',
      '2026-01-01T00:00:00.Z',
      '2026-01-01T00:00:00+5:30',
    ],
  },
  {
    name: 'semantic-version.gbnf',
    accepts: (text) => version.test(text),
    accepted: [
      '0.0.0',
      '1.4.0-rc.2+build.77',
      '10.20.30',
      '1.0.0-alpha-a.b-c',
      '1.0.0+0.01',
      '1.0.0-0A.is.legal',
      '1.0.0---R-S.12.9.1--.12',
    ],
    refused: [
      '1',
      '1.2',
      '01.1.1',
      '1.2.3-',
      '1.2.3-01',
      '1.2.3+',
      '1.2.3-a..b',
      'v1.2.3',
      '1.2.3.4',
      '1.2.3-a_b',
      '-1.0.3',
    ],
  },
  {
    name: 'conventional-commit.gbnf',
    accepts: isCommit,
    accepted: [
      'feat: read arrays',
      'fix(parser)!: read é',
      'ci(a/b-c.d): x',
      'refactor: one\n\nWhy it was\nso.\n\nAnd more.',
      'feat(p)!: y\n\nSo.\n\nBREAKING CHANGE: the result is a list\nRefs: #133\nReviewed-by: Z',
      'revert: x\n\nCloses #12',
    ],
    refused: [
      '',
      'Feat: x',
      'feature: x',
      'feat x',
      'feat:x',
      'feat: ',
      'feat:  x',
      'feat(): x',
      'feat: x\ny',
      'fixt: x',
      'feat: x\n',
      `feat: ${'x'.repeat(73)}`,
      'feat: x\n\n\nbody',
      'perfactor: x',
      'revstyle: x',
    ],
  },
  {
    name: 'sql-select.gbnf',
    accepts: acceptsSelect,
    accepted: [
      'SELECT * FROM users',
      "SELECT DISTINCT name, COUNT(*) AS n FROM users WHERE city = 'O''Hara' GROUP BY name HAVING COUNT(*) > 3",
      'SELECT u.name FROM users AS u LEFT JOIN orders AS o ON u.id = o.buyer AND NOT (o.total < 10 OR o.paid IS NULL)',
      'SELECT (a + b) * 2 FROM t WHERE a NOT IN (1, -2.5, NULL) ORDER BY a DESC, b LIMIT 10 OFFSET 20',
      "SELECT a FROM t WHERE b LIKE '%x' AND c BETWEEN 1 AND 2 OR d IS NOT NULL",
      'SELECT SUM(DISTINCT a) FROM t INNER JOIN s ON a = b',
    ],
    refused: [
      '',
      'SELECT FROM t',
      'SELECT a',
      'SELECT a FROM t;',
      'SELECT a FROM t; DROP TABLE t',
      'DELETE FROM t',
      "SELECT 'a FROM t",
      "SELECT a FROM t WHERE a = 'it's'",
      'SELECT a, FROM t',
      'SELECT (a FROM t',
      'SELECT a FROM t WHERE',
      'SELECT a FROM t LIMIT 1 WHERE a = 1',
      'SELECT a FROM t WHERE a',
      'SELECT COUND(a) FROM t',
      'SELECT a FROM t WHERE a == 1',
    ],
  },
  {
    name: 'markdown-table.gbnf',
    accepts: isTable,
    accepted: [
      '| a | b |\n| --- | --- |\n| 1 | 2 |',
      '| name | size |\n| :--- | ---: |\n| a    | 12   |\n',
      '| a | b | c |\n| :---: | --- | ---- |\n| x y | \\| | é |\n| 1 | 2 | 3 |',
      '| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 | 5 |',
    ],
    refused: [
      '| a | b |\n| --- | --- |',
      '| a | b |\n| --- |\n| 1 | 2 |',
      '| a | b |\n| --- | --- |\n| 1 | 2 | 3 |',
      '| a | b |\n| 1 | 2 |',
      '| a |\n| --- |\n| 1 |',
      'a | b\n--- | ---\n1 | 2',
      '| a | b |\n| --- | -- |\n| 1 | 2 |',
    ],
  },
  {
    name: 'unified-diff.gbnf',
    accepts: isDiff,
    accepted: [
      '--- a/src/main.c\n+++ b/src/main.c\n@@ -1,2 +1,2 @@\n int main(void) {\n-  return 1;\n+  return 0;\n',
      '--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@ note\n+x\n\\ No newline at end of file\n',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n@@ -9,2 +9 @@\n \n-\n--- a/y\n+++ /dev/null\n@@ -1 +0,0 @@\n-\t\n',
    ],
    refused: [
      '',
      '--- a/x\n+++ b/x\n',
      '--- a/x\n@@ -1 +1 @@\n-a\n',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n a\n',
      '--- a/x\n+++ b/x\n@@ 1 1 @@\n-a\n',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\nno\n',
      '--- x\n+++ x\n@@ -1 +1 @@\n-a\n',
    ],
  },
];

/** By the calendar of JavaScript. */
function isDateTime(text: string): boolean {
  const found =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/.exec(text);
  if (!found) return false;
  const [, ...numbers] = found.map((part) => Number(part));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  const [offsetHour = 0, offsetMinute = 0] = numbers.slice(6).map((part) => part || 0);
  const inDay = hour < 24 && minute < 60 && second < 60;
  return exists && inDay && offsetHour < 24 && offsetMinute < 60;
}

function isCommit(text: string): boolean {
  const [header = '', ...parts] = text.split('\n\n');
  const said =
    /^(?:build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(?:\(\w+(?:[/.-]\w+)*\))?!?: (\S[^\n]*)$/u.exec(
      header,
    )?.[1];
  if (said === undefined) return false;
  const lines = [said, ...parts.flatMap((part) => part.split('\n'))];
  return lines.every((line) => {
    const footer = /^(?:BREAKING CHANGE|[A-Z][a-z]+(?:-[A-Za-z][a-z]*)*)(?:: | #)(.*)$/su.exec(
      line,
    );
    const own = footer?.[1] ?? line;
    return /^[^ ]/u.test(line) && !hasControls(line) && Array.from(own).length <= 72;
  });
}

/** As GitHub reads it: bars that are not escaped part cells. */
function isTable(text: string): boolean {
  const rows = text
    .replace(/\n$/, '')
    .split('\n')
    .map((row) => row.replaceAll(/\\[\\|]/g, '_'));
  const cells = rows.map((row) => row.split('|').slice(1, -1));
  const [header, rule, ...more] = cells;
  const width = header?.length ?? 0;
  const isFramed = rows.every((row) => row.startsWith('| ') && row.endsWith(' |'));
  const isRuled = rule?.every((cell) => /^ +:?-{3,}:? +$/.test(cell)) ?? false;
  const isFull = cells.flat().every((cell) => cell.trim() !== '' && !hasControls(cell));
  const isEven = cells.every((row) => row.length === width);
  return isFramed && isRuled && isFull && isEven && more.length > 0 && width >= 2 && width <= 5;
}

/** What the lines so far end with. */
type DiffState = 'start' | 'old' | 'new' | 'hunk' | 'changed' | 'kept' | 'wrong';

function isDiff(text: string): boolean {
  if (!text.endsWith('\n') || hasControls(text.replaceAll(/[\n\t]/g, ''))) return false;
  const end = text.slice(0, -1).split('\n').reduce<DiffState>(afterLine, 'start');
  return end === 'changed' || end === 'kept';
}

/** A hunk is `kept` once it has changed something before. */
function afterLine(state: DiffState, line: string): DiffState {
  const hasHunk = state === 'changed' || state === 'kept';
  if (state === 'start' || hasHunk) {
    if (/^--- (?:a\/[\w.+@/-]+|\/dev\/null)$/.test(line)) return 'old';
  }
  if (state === 'old') {
    return /^\+\+\+ (?:b\/[\w.+@/-]+|\/dev\/null)$/.test(line) ? 'new' : 'wrong';
  }
  if (state === 'new' || hasHunk) {
    if (/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@(?: .*)?$/su.test(line)) return 'hunk';
  }
  if (state !== 'hunk' && !hasHunk) return 'wrong';
  if (/^[+-]/.test(line)) return 'changed';
  if (line.startsWith(' ')) return hasHunk ? 'kept' : 'hunk';
  return line.startsWith('\\') && state === 'changed' ? 'changed' : 'wrong';
}

function hasControls(text: string): boolean {
  return Array.from(text).some((character) => character < ' ' || character === '\u007f');
}
