import type { ByteDamping } from './byteDamping';
import { onlySpaceAllowed } from './byteDamping';
import type { DecodingStep, StepOptions } from './decodingStep';
import { byteCandidate, endCandidate, proposals } from './decodingStep';
import type { DecodingConstraint, Session } from './languageModel';
import { sampledIndex, sampledOrder } from './sampling';

/** A proposal that the model believes in less than this is no better than a byte. */
const leastLogprob = Math.log(0.01);

/**
 * Draws the next token under `constraint`: what the model proposes, in sampled order, else an end
 * where the text may end, else one allowed byte. Throws an `Error` where the constraint allows
 * neither a byte nor an end, since then no text satisfies it.
 */
export function constrainedStep(
  session: Session,
  constraint: DecodingConstraint,
  options: StepOptions & { readonly damping: ByteDamping },
): DecodingStep {
  const candidates = proposals(session, options);
  const end = endCandidate(candidates);
  const complete = constraint.canEnd();
  const mayEnd = complete && options.ending === 'may end';
  if (mayEnd && onlySpaceAllowed(constraint.allowedBytes())) return { chosen: end, candidates };

  for (const candidate of sampledOrder(candidates, options.sampling, options.random)) {
    if (candidate.end === true) {
      if (mayEnd) return { chosen: candidate, candidates };
    } else if (
      candidate.logprob >= leastLogprob &&
      !options.barred(candidate) &&
      constraint.accept(candidate.bytes)
    ) {
      return { chosen: candidate, candidates };
    }
  }
  if (mayEnd) return { chosen: end, candidates };

  const allowed = constraint.allowedBytes();
  const weights = options.damping.apply(
    session.byteWeights().map((weight, byte) => (allowed[byte] === true ? weight + 1e-9 : 0)),
  );
  const byte = sampledIndex(weights, options.sampling.temperature, options.random);
  if (byte >= 0 && constraint.accept(Uint8Array.of(byte))) {
    return { chosen: byteCandidate(byte, weights), candidates };
  }
  // A minimum length cannot be honoured once the constraint lets nothing more be written.
  if (complete) return { chosen: end, candidates };
  throw new Error('the constraint allows neither a byte nor an end here');
}
