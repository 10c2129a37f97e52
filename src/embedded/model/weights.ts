import type { FeatureClasses } from './features';
import { features } from './features';
import { fittedWeights } from './fittedWeights';

/** The weight of a vote that stands for one place. */
export function weightOf(classes: FeatureClasses): number {
  let sum = 0;
  for (const feature of features) {
    const index = classes[feature];
    if (index !== undefined) sum += fittedWeights[feature][index] ?? 0;
  }
  return Math.exp(sum);
}
