import type { Candidate, Session, SamplingOptions } from './languageModel';
import { sampledIndex, sampledOrder } from './sampling';
import type { Random } from '../../base/random';

/** Candidates asked of the model for one token. */
const candidateLimit = 48;

/** One drawn token, with the candidates it was drawn from, most probable first. */
export interface DecodingStep {
  readonly chosen: Candidate;
  readonly candidates: readonly Candidate[];
}

/** Why the text may not end here, or that it may. */
export type EndState = 'may end' | 'may not end';

export interface StepOptions {
  readonly sampling: Pick<SamplingOptions, 'temperature' | 'topP' | 'logprobs'>;
  readonly random: Random;
  readonly ending: EndState;
  /** Candidates that must not be drawn now. */
  readonly barred: (candidate: Candidate) => boolean;
}

const end: Candidate = { bytes: new Uint8Array(0), logprob: 0, end: true };

/** The end of the text as the model rates it, or as certain where the model has no opinion. */
export function endCandidate(candidates: readonly Candidate[]): Candidate {
  return candidates.find((candidate) => candidate.end === true) ?? end;
}

export function proposals(session: Session, options: StepOptions): readonly Candidate[] {
  return session.propose(Math.max(candidateLimit, options.sampling.logprobs ?? 0));
}

/** A single byte as a candidate, with its share of `weights` as probability. */
export function byteCandidate(byte: number, weights: Float64Array): Candidate {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const logprob = Math.log((weights[byte] ?? 0) / total);
  return { bytes: Uint8Array.of(byte), logprob };
}

/** Draws the next token where nothing constrains the text. */
export function freeStep(session: Session, options: StepOptions): DecodingStep {
  const candidates = proposals(session, options);
  const drawable = candidates.filter(
    (candidate) =>
      !(candidate.end === true && options.ending === 'may not end') && !options.barred(candidate),
  );
  const [chosen] = sampledOrder(drawable, options.sampling, options.random);
  if (chosen !== undefined) return { chosen, candidates };
  if (options.ending === 'may end') return { chosen: endCandidate(candidates), candidates };
  const weights = session.byteWeights();
  const byte = sampledIndex(weights, options.sampling.temperature, options.random);
  return { chosen: byteCandidate(byte, weights), candidates };
}
