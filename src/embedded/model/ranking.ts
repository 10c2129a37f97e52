import type { ScoringContext } from './scoring';
import { scoreSymbols, endSymbol } from './scoring';
import type { Candidate } from './languageModel';
import { staysApart } from './lexer';
import { indentationAfter } from './symbolSpace';
import { encodeUtf8 } from './utf8';
import type { PredictionContext } from './evidence';
import { weightOf } from './weights';

/** A candidate, and the symbol that stands there once it is written. */
export interface RankedCandidate {
  readonly candidate: Candidate;
  readonly symbol: number;
  /** The token that was started is whole, and `symbol` comes after it. */
  readonly follows: boolean;
}

/** Candidates beyond these are too improbable to be worth their bytes. */
const maxSymbols = 64;

interface Entry {
  readonly symbol: number;
  readonly text: string;
  readonly follows: boolean;
  weight: number;
}

/** What may come at a place, most probable first. `following` is told for either indentation. */
export function rankCandidates(
  scene: PredictionContext,
  paper: Omit<ScoringContext, 'following'> & {
    readonly followingAt: (indentation: string) => readonly number[];
  },
): readonly RankedCandidate[] {
  const { started, layout, followingAt } = paper;
  const entries = new Map<string, Entry>();
  const add = (entry: Entry): void => {
    const known = entries.get(entry.text);
    if (known === undefined) entries.set(entry.text, entry);
    else known.weight += entry.weight;
  };
  const following = followingAt(layout.indentation);
  let whole = 0;
  for (const [symbol, weight] of tally(scene, { ...paper, following })) {
    const text = symbol === endSymbol ? '' : scene.space.render(symbol, layout);
    if (started !== '' && text === started) whole += weight;
    else add({ symbol, text: text.slice(started.length), follows: false, weight });
  }
  if (whole > 0) {
    const indentation = indentationAfter(started, layout.indentation);
    const after = { ...layout, indentation };
    const symbol = scene.space.symbolOf(started, layout.indentation);
    const next = [
      ...tally(scene, {
        ...paper,
        context: [symbol, ...paper.context],
        following: followingAt(indentation),
        layout: after,
        started: '',
      }),
    ]
      .map(([symbol, weight]) => {
        const text = symbol === endSymbol ? '' : scene.space.render(symbol, after);
        return { symbol, text, follows: true, weight };
      })
      .filter(({ text }) => text === '' || staysApart(started, text));
    const total = next.reduce((sum, { weight }) => sum + weight, 0);
    for (const entry of next) add({ ...entry, weight: (entry.weight / total) * whole });
  }
  return toCandidates([...entries.values()]);
}

function tally(scene: PredictionContext, paper: ScoringContext): Map<number, number> {
  const weights = new Map<number, number>();
  scoreSymbols(scene, paper, (symbol, classes, share) => {
    const weight = share * weightOf(classes);
    weights.set(symbol, (weights.get(symbol) ?? 0) + weight);
  });
  return weights;
}

function toCandidates(entries: Entry[]): readonly RankedCandidate[] {
  const total = entries.reduce((sum, { weight }) => sum + weight, 0);
  return entries
    .sort((a, b) => b.weight - a.weight)
    .slice(0, maxSymbols)
    .map(({ symbol, text, follows, weight }) => {
      const logprob = Math.log(weight / total);
      const candidate =
        symbol === endSymbol ? endWith(logprob) : { bytes: encodeUtf8(text), logprob };
      return { candidate, symbol, follows };
    });
}

/** The end of the text as a candidate. */
export function endWith(logprob: number): Candidate {
  return { bytes: new Uint8Array(0), logprob, end: true };
}
