import type { CompleteRequest } from '../provider/llm';
import type { FimProfile } from './detectFamily';
import { breakMarkers } from './families';
import type { PromptWindow } from './promptWindow';

/** vLLM from 0.28 refuses more (addendum, section 3, row 16). */
const maxStops = 4;

/**
 * The fields of a request that fills the gap in `window`, or continues its prefix where the model
 * has no markers. The text ends at `stop`, and wherever the model's family ends a text.
 */
export function fillRequest(
  profile: FimProfile | undefined,
  window: PromptWindow,
  stop: readonly string[],
): Pick<CompleteRequest, 'prompt' | 'stop' | 'stopTokenIds'> {
  if (!profile) return { prompt: window.prefix, stop: stop.slice(0, maxStops) };
  const { family, stopTokenIds } = profile;
  const terminators = stopTokenIds.length === 0 ? family.terminators : [];
  return {
    prompt: family.prompt({
      prefix: breakMarkers(window.prefix, family),
      suffix: breakMarkers(window.suffix, family),
    }),
    stop: [...stop, ...terminators].slice(0, maxStops),
    ...(stopTokenIds.length > 0 && { stopTokenIds }),
  };
}
