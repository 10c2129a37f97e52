import type { Verifier } from '../guided/verifier';
import { withRedactedRequests } from '../activity/withRedactedRequests';
import { checked, type CheckedLLM } from '../provider/checked';
import { createLLM } from '../provider/createLLM';
import type { Connection } from '../provider/endpoints';
import type { LLM } from '../provider/llm';

/** What other extensions get from `activate()`. */
export interface TrellisApi {
  /** Of what it is told, secrets are left out, as everywhere in Trellis. */
  readonly createLLM: typeof createLLM;
  /** Checks constraints before they are sent to the model, and judges its answers by them. */
  readonly checked: (llm: LLM) => CheckedLLM;
  /** The server in use, as it stands at the moment of the call. */
  readonly connection: () => Connection;
}

export interface ApiOptions extends Pick<TrellisApi, 'connection'> {
  readonly verifier: Verifier;
}

export function createApi({ connection, verifier }: ApiOptions): TrellisApi {
  return {
    createLLM: (kind, options) => withRedactedRequests(createLLM(kind, options)),
    checked: (llm) => checked(llm, verifier),
    connection,
  };
}
