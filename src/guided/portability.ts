import type { ConstraintProblem } from './constraint';
import { rootName, type Grammar } from './grammar';
import { reachableRules } from './grammarChecks';
import { positionAt } from './textPosition';

/**
 * What a sound grammar says that not every server understands. vLLM compiles grammars by XGrammar
 * and falls back to llguidance, which reads a smaller dialect. What is warned of here llguidance
 * 1.9.1 refuses, or reads differently; the rest it reads as XGrammar does.
 */

const maxWarnings = 100;

/** Warnings in the order of the text; `grammar` is what `source` was read as, without problems. */
export function portabilityWarnings(
  source: string,
  grammar: Grammar,
): readonly ConstraintProblem[] {
  return placed(source, [...unused(grammar), ...namesBeyond(grammar), ...tokensBeyond(source)]);
}

/** Rules that nothing reaches, also of a grammar that could be read in part only. */
export function unusedRules(source: string, grammar: Grammar): readonly ConstraintProblem[] {
  return grammar.has(rootName) ? placed(source, unused(grammar)) : [];
}

function placed(source: string, found: readonly Warning[]): readonly ConstraintProblem[] {
  return [...found]
    .sort((one, other) => one.at - other.at)
    .slice(0, maxWarnings)
    .map(({ message, at }) => ({ message, ...positionAt(source, at) }));
}

interface Warning {
  readonly message: string;
  /** An offset into the text. */
  readonly at: number;
}

function unused(grammar: Grammar): readonly Warning[] {
  const reached = reachableRules(grammar);
  return [...grammar].flatMap(([name, { at = 0 }]) =>
    reached.has(name) ? [] : [{ message: `rule \`${name}\` is not used by \`${rootName}\``, at }],
  );
}

function namesBeyond(grammar: Grammar): readonly Warning[] {
  const spellings = new Map<string, string>();
  return [...grammar].flatMap(([name, { at = 0 }]) => {
    const message = problemOfName(name, spellings);
    return message === undefined ? [] : [{ message, at }];
  });
}

function problemOfName(name: string, spellings: Map<string, string>): string | undefined {
  if (name === 'start') return 'llguidance has a rule named `start` of its own';
  if (name.includes('.')) return `llguidance takes no dot in a name, as in \`${name}\``;
  const spelling = name.replaceAll('-', '_').toLowerCase();
  const other = spellings.get(spelling);
  spellings.set(spelling, name);
  return other === undefined ? undefined : `llguidance does not tell \`${name}\` from \`${other}\``;
}

/** One token at a time; comments are skipped with the white space. */
const token =
  /(?<space>(?:\s|#[^\n]*)*)(?<token>"(?:\\.|[^"\\\n])*"|\[(?:\\.|[^\]\\\n])*\]|[A-Za-z_][\w.-]*(?<rule>[ \t]*::=)?|[^\s])/gy;

function tokensBeyond(source: string): readonly Warning[] {
  const warnings: Warning[] = [];
  let depth = 0;
  let before = '';
  for (const found of source.matchAll(token)) {
    const { space = '', token: text = '', rule } = found.groups ?? {};
    const at = found.index + space.length;
    const startsLine = space.includes('\n') && rule === undefined;
    if (startsLine && depth === 0 && before !== '|' && !before.endsWith('::=')) {
      const message = 'llguidance takes a rule to end with its line, unless `|` or `(` ends that';
      warnings.push({ message, at });
    }
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (text.startsWith('"') || text.startsWith('[')) warnings.push(...escapesBeyond(text, at));
    before = text;
  }
  return warnings;
}

function escapesBeyond(text: string, at: number): readonly Warning[] {
  if (text === '[^]') return [{ message: 'llguidance does not take `[^]`', at }];
  return [...text.matchAll(/\\(?:x[0-9a-fA-F]*|.)/g)].flatMap(({ 0: escape, index }) => {
    const message = problemOfEscape(escape);
    return message === undefined ? [] : [{ message, at: at + index }];
  });
}

function problemOfEscape(escape: string): string | undefined {
  if (escape.startsWith('\\x')) {
    return escape.length === 4
      ? undefined
      : `llguidance reads two digits after \\x, not as many as in \`${escape}\``;
  }
  return /[nrt"\\[\]]$/.test(escape) ? undefined : `llguidance does not take \`${escape}\``;
}
