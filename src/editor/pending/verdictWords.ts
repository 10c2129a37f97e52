/** What is said of generated text: at a glance in the status bar, in full above the text. */
import { assertNever } from '../../base/assertNever';
import type { ConstraintVerdict } from '../../provider/checkAnswer';
import type { Ending, GenerationResult } from '../../generate/generate';
import type { Match } from '../../guided/match';
import { textWarnings } from '../textWarnings';

export interface PendingVerdict {
  /** A few words. */
  readonly brief: string;
  /** Also where and why the text goes wrong, and what there is to remark on it or on the server. */
  readonly full: string;
  readonly severity: 'none' | 'warning';
}

/** Of text whose end never came. */
export const interruptedWords: PendingVerdict = {
  brief: 'interrupted',
  full: 'interrupted: the window was reloaded while the text was being written',
  severity: 'warning',
};

/** The first character that may not stand there, and where it does in the document, from 1. */
export interface WrongCharacter {
  readonly character: string;
  readonly line: number;
  readonly column: number;
}

export function pendingVerdict(
  { text, matched: { match }, ending, problems }: GenerationResult,
  wrong: WrongCharacter | undefined,
  verdict?: ConstraintVerdict,
): PendingVerdict {
  const manner = wordsForEnding(ending);
  const isWrong = match.match === 'mismatch' || ending.kind === 'failed';
  const matches = wordsForMatch(match, ending);
  const found = textWarnings(text);
  const brief = manner === undefined ? matches : `${manner}, ${matches}`;
  const place = wrong && `from ${nameOf(wrong.character)} on, at ${positionOf(wrong)}`;
  const detail = match.match === 'unchecked' ? match.reason : wordsForCause(match, verdict);
  const sentence = place === undefined ? brief : `${brief} ${place}`;
  const remarks = [
    ...found.map((remark) => remark.full),
    ...wordsForEnforcement(verdict),
    ...problems.map(({ message }) => message),
  ];
  return {
    brief: [brief, ...found.map((remark) => remark.brief)].join(', '),
    full: [detail === undefined ? sentence : `${sentence}: ${detail}`, ...remarks].join(' · '),
    severity: isWrong || found.length > 0 ? 'warning' : 'none',
  };
}

/** Why nothing came that could be decided on. */
export function wordsForNoText(ending: Ending & { readonly kind: 'finished' }): string {
  return ending.reason === 'length'
    ? 'Nothing was generated: the token limit was reached before any text.'
    : 'Nothing was generated: the model ended its answer before any text.';
}

function wordsForMatch(match: Match, ending: Ending): string {
  switch (match.match) {
    case 'complete':
      return 'matches';
    case 'legal-prefix':
      return ending.kind === 'finished' && ending.reason !== 'length'
        ? 'incomplete, matches so far'
        : 'matches so far';
    case 'mismatch':
      return 'does not match';
    case 'unchecked':
      return 'not checked';
    default:
      return assertNever(match);
  }
}

/** Why the text does not have its shape, most likely, and what would change it. */
function wordsForCause(
  { match }: Match,
  verdict: ConstraintVerdict | undefined,
): string | undefined {
  const { cause = 'unknown', detail, remedy } = verdict?.diagnosis ?? {};
  switch (cause) {
    case 'not-enforced': {
      const change = remedy === undefined ? '' : `; starting it with ${remedy} would change that`;
      return `the server ignores constraints (${detail ?? 'as a probe saw'})${change}`;
    }
    case 'loosened':
      return `the server silently drops ${detail ?? 'a part of the shape'}`;
    case 'padded':
      return 'the model wrote white space up to the limit';
    case 'cut':
      return undefined;
    // Generated text is asked for without a thought and without beams.
    case 'thought':
    case 'beams':
    case 'unknown':
      return match === 'mismatch' ? 'the server may have ignored the expression' : undefined;
    default:
      return assertNever(cause);
  }
}

/** Told apart from the match: that text matches does not show that the server enforced anything. */
function wordsForEnforcement(verdict: ConstraintVerdict | undefined): readonly string[] {
  const state = verdict?.enforcement?.state ?? 'unknown';
  switch (state) {
    case 'proven':
      return ['this server was seen to enforce constraints'];
    case 'refuted':
      return verdict?.diagnosis?.cause === 'not-enforced'
        ? []
        : ['this server was seen to ignore constraints'];
    case 'unknown':
      return [];
    default:
      return assertNever(state);
  }
}

/** `undefined` for an end that is nothing to speak of. */
function wordsForEnding(ending: Ending): string | undefined {
  switch (ending.kind) {
    case 'finished':
      return ending.reason === 'length' ? 'cut short by the token limit' : undefined;
    case 'stopped':
      return 'stopped';
    case 'failed':
      return 'broken off';
    default:
      return assertNever(ending);
  }
}

/** A character as a person can tell it from its neighbours. */
function nameOf(character: string): string {
  switch (character) {
    case '\n':
    case '\r':
      return 'the line break';
    case ' ':
      return 'the space';
    case '\t':
      return 'the tab';
    default:
      return /^[\p{C}\p{Z}]$/u.test(character) ? codeOf(character) : `“${character}”`;
  }
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function positionOf({ line, column }: WrongCharacter): string {
  return `line ${line}, column ${column}`;
}
