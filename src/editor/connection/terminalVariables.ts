/** What terminals are told of the server in use, as a pure function of the connection. */
import { assertNever } from '../../base/assertNever';
import type { Connection } from '../../provider/endpoints';

export interface TerminalVariablesOptions {
  readonly connection: Connection;
  /** Name of the model that requests carry, once a server is there. */
  readonly model: string | undefined;
  /** The key that opens the server, where one does and terminals may have it. */
  readonly key: string | undefined;
}

/** By name of the variable. */
export type Variables = Readonly<Record<string, string>>;

/** `undefined` while that is being found out: what terminals were told before still holds. */
export function terminalVariables({
  connection,
  model,
  key,
}: TerminalVariablesOptions): Variables | undefined {
  switch (connection.state) {
    case 'disconnected':
    case 'probing':
      return undefined;
    case 'misconfigured':
      return {};
    case 'failed':
      return { TRELLIS_BASE_URL: connection.address };
    case 'ready':
      return {
        TRELLIS_BASE_URL: connection.address,
        ...(model !== undefined && { TRELLIS_MODEL: model }),
        ...(key !== undefined && { TRELLIS_API_KEY: key }),
      };
    default:
      return assertNever(connection);
  }
}
