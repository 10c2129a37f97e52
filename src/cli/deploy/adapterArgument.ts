import { invisibleIn } from '../../base/invisible';
import type { Adapter } from '../../deploy/recipe';
import { UsageError } from '../usageError';

const most = 64;
const longest = 4096;

/**
 * The adapters of `--adapters NAME=PATH,…`, which may be given again. A comma within a path is
 * written `\,`.
 */
export function readAdapters(given: readonly string[]): readonly Adapter[] {
  const adapters = given.flatMap((text) => splitAtCommas(text).map(readAdapter));
  if (adapters.length > most) throw new UsageError(`--adapters takes up to ${most} adapters`);
  const names = new Set<string>();
  for (const { name } of adapters) {
    if (names.has(name)) throw new UsageError('--adapters names two adapters alike');
    names.add(name);
  }
  return adapters;
}

function splitAtCommas(text: string): readonly string[] {
  return text.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ','));
}

function readAdapter(text: string): Adapter {
  const at = text.indexOf('=');
  if (at === -1) {
    throw new UsageError(
      '--adapters takes NAME=PATH, and between two commas there is no =; a comma that belongs to a path is written \\,',
    );
  }
  const name = text.slice(0, at).trim();
  const path = text.slice(at + 1).trim();
  if (name === '' || path === '') throw new UsageError('--adapters takes NAME=PATH, neither empty');
  refuseUnprintable('--adapters', text);
  return { name, path };
}

/** What cannot stand on one line of a file that people read. */
export function refuseUnprintable(option: string, text: string): void {
  if (invisibleIn(text).length > 0 || /[\r\n\t]/.test(text) || text.length > longest) {
    throw new UsageError(`${option} takes a single line that can be read`);
  }
}
