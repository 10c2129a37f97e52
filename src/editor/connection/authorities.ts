import { readFile } from 'node:fs/promises';
import type { Log } from '../../base/log';

/**
 * The certificate authorities in a PEM file that the settings name. One that cannot be read is no
 * authority: the server's certificate is refused then, and that is told where it is used.
 */
export async function readAuthorities(path: string, log: Log): Promise<string | undefined> {
  if (path === '') return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    log.warn(`trellis.server.authorities: ${String(error)}`);
    return undefined;
  }
}
