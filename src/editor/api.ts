import type { Verifier } from '../guided/verifier';
import { withRedactedRequests } from '../activity/withRedactedRequests';
import { checked, type CheckedLLM } from '../provider/checked';
import { createLLM } from '../provider/createLLM';
import type { Connection } from '../provider/endpoints';
import type { CallOptions, LLM } from '../provider/llm';
import { readRoutes, type RoutesReading } from '../routing/routes';
import { routeTicket, type RoutedTicket, type RouteRequest } from '../routing/routeTicket';

/** What other extensions get from `activate()`. */
export interface TrellisApi {
  /** Of what it is told, secrets are left out, as everywhere in Trellis. */
  readonly createLLM: typeof createLLM;
  /** Checks constraints before they are sent to the model, and judges its answers by them. */
  readonly checked: (llm: LLM) => CheckedLLM;
  /**
   * Decides which category a ticket belongs to, and which of the server's models answers those. Of the
   * ticket, secrets are left out.
   */
  readonly route: (llm: LLM, request: RouteRequest, options?: CallOptions) => Promise<RoutedTicket>;
  /** Reads categories as `.trellis/routes.json` has them, from parsed JSON. */
  readonly readRoutes: (json: unknown) => RoutesReading;
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
    route: (llm, request, options) => routeTicket(withRedactedRequests(llm), request, options),
    readRoutes,
    connection,
  };
}
