import type { Joint } from './comparison';
import { Comparison, findJoint } from './comparison';
import type { SortedContexts } from './contextSearch';
import { visitContexts } from './contextSearch';
import type { Corpus } from './corpus';
import { boundary } from './corpus';
import type { PromptIndex } from './promptIndex';
import type { SymbolSpace } from './symbolSpace';

/** Where a vote comes from. */
export type EvidenceSource = 'prefix' | 'suffix' | 'other' | 'corpus';

/** What stands next to a place that resembles the one at hand, as a vote on what comes here. */
export interface NeighborEvidence {
  readonly source: EvidenceSource;
  /** What is voted for; a name may have been exchanged for one that stands for it here. */
  readonly symbol: number;
  readonly exchange: 'none' | 'renamed' | 'confirmed' | 'unknown';
  /** Symbols of the context that are the same. */
  readonly exact: number;
  /** Symbols of the context that are the same once names are exchanged. */
  readonly alike: number;
  /** As in `Joint`; 0 where nothing follows the gap. */
  readonly jointExact: number;
  readonly jointAlike: number;
  /** The text after the gap begins at the place: symbols of it that do. */
  readonly joins: number;
  /** Symbols between a place in the prompt and the gap. */
  readonly distance: number;
  /** How many places the vote stands for. */
  readonly share: number;
}

/** What is known when votes are gathered. */
export interface PredictionContext {
  readonly corpus: Corpus;
  readonly prompt: PromptIndex;
  readonly space: SymbolSpace;
}

export interface EvidenceQuery {
  /** The symbols before the gap, latest first. */
  readonly context: readonly number[];
  /** The first symbols after the gap. */
  readonly following: readonly number[];
}

/**
 * Where the text may end: nothing is known to follow, or the text after the gap does, or that is to
 * close another pair than the one which the text has open.
 */
export type GapEnding = 'open end' | 'gap' | 'gap, in a pair of its own';

const promptLimits = { pair: 160, symbol: 80, shape: 96 } as const;
const exactLimits = { total: 160, level: 48 };
const shapeLimits = { total: 96, level: 32 };

/** Calls `count` with the votes of the prompt, then with those of the corpus. */
export function gatherEvidence(
  scene: PredictionContext,
  question: EvidenceQuery,
  count: (vote: NeighborEvidence) => void,
): void {
  if (question.context.length === 0) return;
  promptVotes(scene, question, count);
  corpusVotes(scene, question, count);
}

function promptVotes(
  { corpus, prompt, space }: PredictionContext,
  { context, following }: EvidenceQuery,
  count: (vote: NeighborEvidence) => void,
): void {
  const { symbols } = prompt;
  const comparison = new Comparison(space);
  const seen = new Set<number>();
  const consider = (position: number): void => {
    if (seen.has(position)) return;
    seen.add(position);
    comparison.compare(symbols, position, context);
    if (comparison.alike === 0) return;
    // Shapes mean something only where a corpus tells common words from names.
    if (comparison.exact === 0 && corpus.wordCount === 0) return;
    const source = prompt.regionOf(position);
    const distance = source === 'other' ? 0 : prompt.distance(position);
    const joint = findJoint(symbols, position, following, space);
    const theirs = symbols[position] ?? boundary;
    count(toVote(theirs, { source, distance, share: 1, comparison, joint, space }));
  };
  for (const lookup of ['pair', 'symbol', 'shape'] as const) {
    prompt.similar(lookup, context, promptLimits[lookup], consider);
  }
}

function corpusVotes(
  { corpus, space }: PredictionContext,
  { context, following }: EvidenceQuery,
  count: (vote: NeighborEvidence) => void,
): void {
  const { symbols } = corpus;
  const comparison = new Comparison(space);
  const seen = new Set<number>();
  const consider = (position: number, share: number): void => {
    if (seen.has(position)) return;
    seen.add(position);
    comparison.compare(symbols, position, context);
    if (comparison.alike === 0) return;
    const joint = findJoint(symbols, position, following, space);
    const theirs = symbols[position] ?? boundary;
    count(toVote(theirs, { source: 'corpus', distance: 0, share, comparison, joint, space }));
  };
  const exactly: SortedContexts = {
    order: corpus.byContext,
    at: (position) => symbols[position] ?? boundary,
  };
  visitContexts(exactly, context, exactLimits, consider);
  const shapely: SortedContexts = {
    order: corpus.byShape,
    at: (position) => space.shape(symbols[position] ?? boundary),
  };
  const shapes = context.map((symbol) => space.shape(symbol));
  visitContexts(shapely, shapes, shapeLimits, consider);
}

interface Evidence {
  readonly source: EvidenceSource;
  readonly distance: number;
  readonly share: number;
  readonly comparison: Comparison;
  readonly joint: Joint;
  readonly space: SymbolSpace;
}

function toVote(theirs: number, evidence: Evidence): NeighborEvidence {
  const { comparison, joint } = evidence;
  const ours = comparison.exchanged(theirs);
  return {
    source: evidence.source,
    symbol: ours ?? theirs,
    exchange: exchangeOf(theirs, ours, evidence.space),
    exact: comparison.exact,
    alike: comparison.alike,
    jointExact: joint.exact,
    jointAlike: joint.alike,
    joins: joint.here,
    distance: evidence.distance,
    share: evidence.share,
  };
}

function exchangeOf(
  theirs: number,
  ours: number | undefined,
  space: SymbolSpace,
): NeighborEvidence['exchange'] {
  if (!space.isExchangeable(theirs)) return 'none';
  if (ours === undefined) return 'unknown';
  return ours === theirs ? 'confirmed' : 'renamed';
}
