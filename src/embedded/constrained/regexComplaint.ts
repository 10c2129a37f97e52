import type { ConstraintProblem } from '../../guided/constraint';

/** Where guidance sees the fault of a pattern: columns from 1 on, and how many of them. */
interface Fault {
  readonly error: string;
  readonly column: number;
  readonly width: number;
}

/**
 * Our own words for what a pattern lacks, and the words and marks of the regex reader in vLLM's
 * guidance backend for the same (seen on 0.16.0 and 0.32.0).
 */
const known: readonly (readonly [ours: RegExp, error: string, marked: (rest: string) => number])[] =
  [
    [/^back-references/, 'backreferences are not supported', () => 2],
    [
      /^look-around/,
      'look-around, including look-ahead and look-behind, is not supported',
      lookaround,
    ],
    [/^unclosed group/, 'unclosed group', () => 1],
    [/^unclosed character class/, 'unclosed character class', () => 1],
    [/^there is no group to close/, 'unopened group', () => 1],
    [/^there is nothing to repeat/, 'repetition operator missing expression', () => 1],
    [
      /^the upper bound is below/,
      'invalid repetition count range, the start must be <= the end',
      (rest) => /^\{[^}]*\}/.exec(rest)?.[0].length ?? 1,
    ],
    [
      /^this range runs backwards/,
      'invalid character class range, the start must be <= the end',
      (rest) => /^(?:\\.|[^\\])-(?:\\.|[^\\])/su.exec(rest)?.[0].length ?? 1,
    ],
  ];

/** Whether guidance, too, cannot read a pattern that has this problem. */
export function isRefusedByGuidance({ message }: ConstraintProblem): boolean {
  return refusedElsewhere.test(message) || known.some(([ours]) => ours.test(message));
}

/** Refused by guidance as well, in words that are not told here. */
const refusedElsewhere = /^(?:atomic groups|word boundaries)/;

/** What vLLM's guidance backend says of a pattern that it cannot read. */
export function regexComplaint(pattern: string, problem: ConstraintProblem): string {
  const { error, column, width } = faultOf(pattern, problem);
  const quoted = JSON.stringify(pattern);
  return (
    `Grammar error: at 1(8): invalid regex ${quoted} (in regex): regex parse error:\n` +
    `    ${pattern}\n    ${' '.repeat(column - 1)}${'^'.repeat(width)}\n` +
    `error: ${error}\n   1 | start: /${pattern}/\n              ^`
  );
}

function faultOf(pattern: string, { message, column = 1 }: ConstraintProblem): Fault {
  // The reader takes the sign after `(?` for a flag.
  if (message.startsWith('atomic groups')) {
    return { error: 'unrecognized flag', column: column + 2, width: 1 };
  }
  const row = known.find(([ours]) => ours.test(message));
  if (row === undefined) return { error: message, column, width: 1 };
  const [, error, marked] = row;
  return { error, column, width: marked(pattern.slice(column - 1)) };
}

function lookaround(rest: string): number {
  return rest.startsWith('(?<') ? 4 : 3;
}
