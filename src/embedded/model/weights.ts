import type { Feature, FeatureClasses } from './features';
import { featureSizes } from './features';

export type WeightTable = Readonly<Record<Feature, readonly number[]>>;

/** The weight of a vote that stands for one place. */
export function weightOf(classes: FeatureClasses, table: WeightTable): number {
  let sum = 0;
  for (const feature of featureNames) {
    const index = classes[feature];
    if (index !== undefined) sum += table[feature][index] ?? 0;
  }
  return Math.exp(sum);
}

const featureNames = Object.keys(featureSizes) as readonly Feature[];

const lengths = [-2, 0, 1.2, 2.2, 3, 4, 5, 6, 7, 8, 9];
const shapes = [-1, -0.7, -0.3, 0, 0.4, 0.8, 1.2, 1.6, 2];

export const initialWeights: WeightTable = {
  exact: [lengths.map((x) => x + 1.5), lengths.map((x) => x + 0.5), lengths, lengths].flat(),
  alike: [shapes, shapes, shapes, shapes].flat(),
  jointExact: [0, 0, 0.3, 0.8, 1.2, 1.6, 2],
  jointAlike: [0, 0, 0.3, 0.6, 1, 1.3],
  distance: [0, 0, 0, 0, 0, 0.6, 0.4, 0.2, 0, -0.2, 0.4, 0.3, 0, -0.2, -0.3],
  exchange: [0, 0.5, 0.5, -0.5, 0, 0.5, 0.5, -0.5, 0, 0.5, 0.5, -0.5, 0, 0.5, 0.5, -0.8],
  seen: [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
    [1.2, 1, 0.7, 0.4, 0.2, 0.5, 0.2, -1],
  ].flat(),
  guess: [0, -2, -4, -1, 0],
};
