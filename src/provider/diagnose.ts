import type { Constraint } from '../guided/constraint';
import type { Match } from '../guided/match';
import { schemaText } from '../guided/schemaText';
import { schemaWarnings } from '../guided/schemaWarnings';
import type { Capabilities, Fact } from './capabilities';
import type { FinishReason } from './result';

/**
 * Whether the server holds answers to their constraints: known only where a probe showed it, never
 * from an answer that happens to match.
 */
export type Enforcement =
  | { readonly state: 'proven' | 'refuted'; readonly saw: string; readonly at: Date | undefined }
  | { readonly state: 'unknown' };

/** What was asked and came back. */
export interface ConstrainedAnswer {
  readonly constraint: Constraint;
  readonly route: 'chat' | 'completions';
  readonly method: 'one' | 'beams' | 'samples';
  readonly thinking: 'on' | 'off' | undefined;
  readonly text: string;
  readonly match: Match;
  readonly finishReason: FinishReason | undefined;
}

/**
 * Why an answer does not have its shape, most likely.
 *
 * - `not-enforced`: a probe saw that the server ignores constraints here; `remedy` where one flag
 *   or setting would change it
 * - `beams`: beam search ignores constraints
 * - `loosened`: the server's engine dropped a keyword of the schema that it cannot follow
 * - `padded`: white space was written up to the token limit, as weak models do
 * - `cut`: the token limit ended it
 * - `thought`: the token limit ended the thought, and there is no answer
 * - `unknown`
 */
export interface Diagnosis {
  readonly cause: 'not-enforced' | 'beams' | 'loosened' | 'padded' | 'cut' | 'thought' | 'unknown';
  /** What a probe saw, or the keyword that was dropped. */
  readonly detail?: string;
  readonly remedy?: string;
}

/** What the facts say of constraints on a route. A chat that thinks was not probed. */
export function enforcementOf(
  { facts }: Pick<Capabilities, 'facts'>,
  { route, thinking }: Pick<ConstrainedAnswer, 'route' | 'thinking'>,
): Enforcement {
  const fact = route === 'chat' ? facts['chat-constraints'] : facts['completion-constraints'];
  if (fact.state === 'unknown' || (route === 'chat' && thinking !== 'off')) {
    return { state: 'unknown' };
  }
  const { saw, at } = fact;
  return { state: fact.state === 'yes' ? 'proven' : 'refuted', saw, at };
}

/** The likely cause and remedy; `undefined` where the answer has its shape or was not judged. */
export function diagnose(
  answered: ConstrainedAnswer,
  { facts }: Pick<Capabilities, 'facts'>,
): Diagnosis | undefined {
  const { match, finishReason, text, constraint, method, route } = answered;
  if (match.match === 'complete' || match.match === 'unchecked') return undefined;
  if (match.match === 'legal-prefix') {
    if (finishReason !== 'length') return { cause: 'unknown' };
    if (text === '') return { cause: answered.thinking === 'off' ? 'cut' : 'thought' };
    return { cause: isPadded(text) ? 'padded' : 'cut' };
  }
  if (method === 'beams') return { cause: 'beams' };
  const fact = route === 'chat' ? facts['chat-constraints'] : facts['completion-constraints'];
  if (fact.state === 'no') return notEnforced(fact);
  const dropped = match.because && droppedKeyword(constraint, match.because);
  if (dropped) return { cause: 'loosened', detail: dropped };
  return { cause: 'unknown' };
}

/** The probe knows the release, and whether a reasoning parser is in the way of raw prompts. */
function notEnforced({ saw, remedy }: Fact): Diagnosis {
  return { cause: 'not-enforced', detail: saw, ...(remedy !== undefined && { remedy }) };
}

/**
 * Keywords that XGrammar drops where it is handed what another engine was meant to follow (seen on
 * 0.32.0; addendum, section 2.1), with the words that tell of them.
 */
const loosened: readonly (readonly [keyword: string, words: RegExp])[] = [
  ['multipleOf', /multiple of/],
  ['uniqueItems', /duplicate items/],
  ['contains', /contain/],
  ['minProperties', /fewer than \d+ properties/],
  ['maxProperties', /more than \d+ properties/],
  ['not', /must NOT be valid/],
  ['if', /must match "(then|else)" schema/],
  ['dependentRequired', /when property/],
  ['propertyNames', /property name must be valid/],
];

/** Keywords that are dropped in some places only, which are warned of. */
const loosenedThere: readonly (readonly [keyword: string, words: RegExp])[] = [
  ['pattern', /must match pattern/],
  ['minLength', /fewer than \d+ characters/],
  ['maxLength', /more than \d+ characters/],
  ['minItems', /fewer than \d+ items/],
  ['maxItems', /more than \d+ items/],
  ['minimum', /must be >= /],
  ['maximum', /must be <= /],
  ['exclusiveMinimum', /must be > /],
  ['exclusiveMaximum', /must be < /],
  ['required', /must have required property/],
];

function droppedKeyword(constraint: Constraint, because: string): string | undefined {
  if (constraint.kind !== 'json') return undefined;
  const known = loosened.find(([, words]) => words.test(because));
  if (known) return known[0];
  if (schemaText(constraint.schema).includes('"allOf"')) return 'allOf';
  const there = loosenedThere.find(([, words]) => words.test(because))?.[0];
  const warnings = there === undefined ? [] : schemaWarnings(constraint.schema);
  return warnings.some(({ pointer }) => pointer.endsWith(`/${there}`)) ? there : undefined;
}

const minPadding = 32;

function isPadded(text: string): boolean {
  return text.length - text.trimEnd().length >= minPadding;
}
