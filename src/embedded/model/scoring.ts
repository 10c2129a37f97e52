import { boundary } from './corpus';
import type { FeatureClasses } from './features';
import { classify, classifyGuess } from './features';
import { isWord } from './lexer';
import type { Layout } from './symbolSpace';
import type { GapEnding, EvidenceQuery, PredictionContext } from './evidence';
import { gatherEvidence } from './evidence';

/** Stands for the end of the text among symbols. */
export const endSymbol = -1;

/** Words of the corpus that may be what a half-typed word was to become, at most. */
const corpusGuesses = 200;

/** The next symbol is asked for where `started`, perhaps half a token, already stands. */
export interface ScoringContext extends EvidenceQuery {
  readonly started: string;
  readonly layout: Layout;
  readonly ending: GapEnding;
}

export type AddScore = (symbol: number, classes: FeatureClasses, share: number) => void;

/** How sure it is that the text ends where the text after the gap begins, by symbols of it. */
const endShares = [0, 0.6, 0.85, 0.95, 0.97];

/** Casts every vote on what comes at a place; `endSymbol` is voted for as well. */
export function scoreSymbols(
  scene: PredictionContext,
  paper: ScoringContext,
  cast: AddScore,
): void {
  const { started } = paper;
  gatherEvidence(scene, paper, (vote) => {
    const { symbol } = vote;
    const classes = (): FeatureClasses => classify(vote, scene.prompt, paper.ending);
    if (started !== '') {
      if (scene.space.render(symbol, paper.layout).startsWith(started)) {
        cast(symbol, classes(), vote.share);
      }
    } else if (symbol === boundary) {
      if (paper.ending === 'open end') cast(endSymbol, classes(), vote.share);
    } else {
      const joins = paper.ending === 'gap' ? Math.min(vote.joins, endShares.length - 1) : 0;
      const ends = endShares[joins] ?? 0;
      if (ends > 0) cast(endSymbol, classes(), vote.share * ends);
      if (ends < 1) cast(symbol, classes(), vote.share * (1 - ends));
    }
  });
  if (started !== '') castGuesses(scene, paper, cast);
}

function castGuesses(
  scene: PredictionContext,
  { started, layout }: ScoringContext,
  cast: AddScore,
): void {
  const { prompt, space, corpus } = scene;
  const whole = space.symbolOf(started, layout.indentation);
  const wholeKind = isWord(started) ? 'whole word' : 'whole sign';
  cast(whole, classifyGuess(wholeKind, whole, prompt), 1);
  if (!isWord(started)) return;
  for (const symbol of prompt.distinct()) {
    if (symbol !== whole && space.spelling(symbol).startsWith(started)) {
      cast(symbol, classifyGuess('prompt word', symbol, prompt), 1);
    }
  }
  const { sortedWords, spellings, counts } = corpus;
  const spellingAt = (rank: number): string => spellings[sortedWords[rank] ?? 0] ?? '';
  let low = 0;
  let high = sortedWords.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spellingAt(middle) < started) low = middle + 1;
    else high = middle;
  }
  for (let rank = low; rank < low + corpusGuesses && spellingAt(rank).startsWith(started); rank++) {
    const symbol = sortedWords[rank] ?? 0;
    const share = Math.sqrt(counts[symbol] ?? 0);
    if (symbol !== whole) cast(symbol, classifyGuess('corpus word', symbol, prompt), share);
  }
}
