import { ProviderError } from '../errors';
import { answerMethods } from '../routes/answerNow';
import type { Protocol } from '../routes/protocol';
import type { Transport } from '../transport/transport';
import { explainDeath } from './engineDeath';
import { prepare } from './prepare';
import type { ServerKnowledge } from './serverKnowledge';

/** vLLM, 0.6 to 0.32. */
export function vllmProtocol(transport: Transport, knowledge: ServerKnowledge): Protocol {
  return {
    kind: 'vllm',
    answerMethods,
    openings: knowledge.openings,
    prepare: (asked, options) => prepare(asked, knowledge, options),
    async explain(failed) {
      // A dead engine fails every request while the server still answers (seen on 0.10.2).
      const error = await explainDeath(failed, [500], transport);
      return error instanceof ProviderError ? knowledge.learnRefusal(error) : error;
    },
  };
}
