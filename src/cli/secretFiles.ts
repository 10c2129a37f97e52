import { exclusionByName } from '../context/exclude';
import type { Files } from './files';
import { standardInput } from './files';
import type { SamplingArguments } from './sampling';
import { UsageError } from './usageError';

/** What a file is called tells a secret that its text does not: it is sent only where that was said. */
export function refuseSecretFiles(
  paths: readonly (string | undefined)[],
  { secrets }: Pick<SamplingArguments, 'secrets'>,
  files: Files,
): void {
  if (secrets === 'sent') return;
  for (const path of paths) {
    if (path === undefined || path === standardInput) continue;
    for (const place of files.placesOf(path)) {
      const rule = exclusionByName(place)?.detail;
      if (rule === undefined) continue;
      const name = `${path} may hold a secret (${rule})`;
      throw new UsageError(`${name}; nothing was sent (--allow-secrets sends it)`);
    }
  }
}
