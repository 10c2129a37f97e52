import type { CompleteRequest } from '../provider/llm';
import type { FimProfile } from './detectFamily';
import { withoutMarkers } from './families';
import type { Window } from './window';

/** vLLM from 0.28 refuses more (addendum, section 3, row 16). */
const mostStops = 4;

/**
 * The fields of a request that fills the gap in `window`, or continues its prefix where the model
 * has no markers. The text ends at `stop`, and wherever the model's family ends a text.
 */
export function fillRequest(
  profile: FimProfile | undefined,
  window: Window,
  stop: readonly string[],
): Pick<CompleteRequest, 'prompt' | 'stop' | 'stopTokenIds'> {
  if (!profile) return { prompt: window.prefix, stop: stop.slice(0, mostStops) };
  const { family, stopTokenIds } = profile;
  const terminators = stopTokenIds.length === 0 ? family.terminators : [];
  return {
    prompt: family.prompt({
      prefix: withoutMarkers(window.prefix, family),
      suffix: withoutMarkers(window.suffix, family),
    }),
    stop: [...stop, ...terminators].slice(0, mostStops),
    ...(stopTokenIds.length > 0 && { stopTokenIds }),
  };
}
