import type { PromptIndex } from './promptIndex';
import type { GapEnding, NeighborEvidence } from './evidence';

/** Upper bounds of classes; a value falls into the first class whose bound it does not exceed. */
const classes = {
  exact: [0, 1, 2, 3, 4, 6, 8, 12, 16, 24],
  alike: [1, 2, 3, 4, 6, 9, 14, 22],
  joint: [0, 1, 2, 3, 4],
  distance: [16, 64, 256, 1024],
} as const;

function classOf(bounds: readonly number[], value: number): number {
  let index = 0;
  for (const bound of bounds) {
    if (value <= bound) return index;
    index++;
  }
  return index;
}

const sources = ['prefix', 'suffix', 'other', 'corpus'] as const;
const exchanges = ['none', 'renamed', 'confirmed', 'unknown'] as const;
const guesses = ['prompt word', 'corpus word', 'whole word', 'whole sign'] as const;

/**
 * A guess about a token of which only the start stands there: it may be a word of the prompt or of
 * the corpus that starts so, or it may be whole already.
 */
export type Guess = (typeof guesses)[number];

const seenClasses = classes.distance.length + 1 + 3;

/** The number of classes of each feature. */
export const featureSizes = {
  exact: sources.length * (classes.exact.length + 1),
  alike: sources.length * (classes.alike.length + 1),
  jointExact: classes.joint.length + 2,
  jointAlike: classes.joint.length + 1,
  distance: 3 * (classes.distance.length + 1),
  exchange: sources.length * exchanges.length,
  seen: exchanges.length * seenClasses,
  guess: guesses.length + 1,
} as const;

export type Feature = keyof typeof featureSizes;

export const features = Object.keys(featureSizes) as readonly Feature[];

export type FeatureClasses = Readonly<Partial<Record<Feature, number>>>;

/** How the model sees a guess. */
export function classifyGuess(guess: Guess, symbol: number, prompt: PromptIndex): FeatureClasses {
  const seen = exchanges.indexOf('unknown') * seenClasses + seenClass(symbol, prompt);
  const index = 1 + guesses.indexOf(guess);
  return guess === 'prompt word' ? { guess: index, seen } : { guess: index };
}

/** How the model sees a vote: the class it belongs to in each feature. */
export function classify(
  vote: NeighborEvidence,
  prompt: PromptIndex,
  ending: GapEnding,
): FeatureClasses {
  const source = sources.indexOf(vote.source);
  const exchange = exchanges.indexOf(vote.exchange);
  return {
    exact: source * (classes.exact.length + 1) + classOf(classes.exact, vote.exact),
    alike: source * (classes.alike.length + 1) + classOf(classes.alike, vote.alike),
    jointExact: ending === 'open end' ? 0 : 1 + classOf(classes.joint, vote.jointExact),
    jointAlike: classOf(classes.joint, vote.jointAlike),
    distance: distanceClass(vote),
    exchange: source * exchanges.length + exchange,
    seen: exchange * seenClasses + (vote.exchange === 'none' ? 0 : seenClass(vote.symbol, prompt)),
  };
}

function distanceClass(vote: NeighborEvidence): number {
  const group = vote.source === 'prefix' ? 1 : vote.source === 'suffix' ? 2 : 0;
  const distance = group === 0 ? 0 : classOf(classes.distance, vote.distance);
  return group * (classes.distance.length + 1) + distance;
}

/** Where the prompt last has a name: names in use nearby come again. */
function seenClass(symbol: number, prompt: PromptIndex): number {
  const last = prompt.lastSeen(symbol);
  if (last >= 0) return classOf(classes.distance, prompt.distance(last));
  const elsewhere = prompt.seenElsewhere(symbol);
  const beyond = classes.distance.length + 1;
  return elsewhere === undefined ? beyond + 2 : elsewhere === 'suffix' ? beyond : beyond + 1;
}
