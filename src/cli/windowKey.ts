import { parseBaseUrl } from '../provider/baseUrl';
import type { ProviderError } from '../provider/errors';
import type { CommandContext } from './command';

/**
 * What helps where a server wants a key in a terminal of VS Code, which was told the window's address
 * and not its key. Only an editor sets TRELLIS_NODE.
 */
export function windowKeyRemedy(
  { code, url }: ProviderError,
  env: CommandContext['env'],
): string | undefined {
  if (code !== 'unauthorized' || url === undefined) return undefined;
  const { TRELLIS_NODE: editor = '', TRELLIS_API_KEY: key = '', TRELLIS_BASE_URL: told = '' } = env;
  const window = parseBaseUrl(told);
  if (editor === '' || key !== '' || typeof window === 'string') return undefined;
  if (window.origin !== new URL(url).origin) return undefined;
  return 'the setting trellis.terminal.key gives new terminals the key of their window';
}
