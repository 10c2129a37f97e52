// @ts-check
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJson } from './json.mjs';
import { root } from './paths.mjs';

/**
 * Puts the extension, as it would be packaged, into a folder of installed extensions: a page needs
 * no special address then to have it.
 * @param {string} extensionsFolder
 */
export async function installExtension(extensionsFolder) {
  const { publisher, name, version } =
    /** @type {{ publisher: string, name: string, version: string }} */ (
      await readJson(join(root, 'package.json'))
    );
  const id = `${publisher}.${name}`;
  const folder = `${id}-${version}`;
  const target = join(extensionsFolder, folder);
  const { listFiles, PackageManager } = await import('@vscode/vsce');
  for (const file of await listFiles({ cwd: root, packageManager: PackageManager.None })) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await cp(join(root, file), join(target, file));
  }
  const entry = {
    identifier: { id },
    version,
    location: { $mid: 1, scheme: 'file', path: target },
    relativeLocation: folder,
    metadata: { source: 'vsix', pinned: true },
  };
  await writeFile(join(extensionsFolder, 'extensions.json'), JSON.stringify([entry]));
}
