import type { Candidate, SamplingOptions } from './languageModel';
import type { Random } from '../../base/random';

type Temper = Pick<SamplingOptions, 'temperature' | 'topP'>;

interface Weighted {
  readonly candidate: Candidate;
  readonly weight: number;
}

/** Temperature first, then top-p, as vLLM does. `candidates` come most probable first. */
function nucleus(candidates: readonly Candidate[], { temperature, topP }: Temper): Weighted[] {
  const best = candidates[0]?.logprob ?? 0;
  const weighted = candidates.map((candidate) => ({
    candidate,
    weight: Math.exp((candidate.logprob - best) / temperature),
  }));
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  return weighted.filter(({ weight }) => {
    const kept = before < topP * total;
    before += weight;
    return kept;
  });
}

/**
 * The candidates in the order in which they would be drawn without putting back: the first is the
 * sample, the others stand by in case a constraint refuses it. Those outside top-p come last.
 */
export function sampledOrder(
  candidates: readonly Candidate[],
  temper: Temper,
  random: Random,
): readonly Candidate[] {
  if (temper.temperature === 0) return candidates;
  const inside = nucleus(candidates, temper);
  // Sorting by log-weight plus Gumbel noise is drawing without putting back.
  const drawn = inside
    .map(({ candidate, weight }) => ({
      candidate,
      key: Math.log(weight) - Math.log(-Math.log(random() + Number.MIN_VALUE)),
    }))
    .sort((a, b) => b.key - a.key)
    .map(({ candidate }) => candidate);
  return [...drawn, ...candidates.slice(inside.length)];
}

/** An index drawn by weight; the heaviest at temperature 0. -1 where every weight is 0. */
export function sampledIndex(weights: Float64Array, temperature: number, random: Random): number {
  let heaviest = -1;
  let total = 0;
  for (const [index, weight] of weights.entries()) {
    total += weight;
    if (weight > (weights[heaviest] ?? 0)) heaviest = index;
  }
  if (temperature === 0 || heaviest < 0) return heaviest;
  let left = random() * total;
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (weight > 0 && left < 0) return index;
  }
  return heaviest;
}
