import { cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { loopbackEnvironment } from '../../scripts/lib/environment.mjs';
import { installExtension } from '../../scripts/lib/installExtension.mjs';
import { endRun, temporaryFolder } from '../../scripts/lib/lifetime.mjs';
import { sampleWorkspace } from '../../scripts/lib/paths.mjs';
import { quietSettings } from '../../scripts/lib/settings.mjs';
import { startServer, workbenchAddress } from '../../scripts/lib/vscodeServer.mjs';
import { Workbench } from './workbench';

export interface WorkbenchOptions {
  readonly theme?: 'dark' | 'light';
  /** User settings, on top of those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder that is copied for the test; the greenhouse unless told. */
  readonly workspace?: string;
  /** Files added to the copy: text by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly trust?: 'asked' | 'given';
}

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern' };

/**
 * A workbench with the packaged extension installed, in a window of 1280 by 800, ready to be used.
 * Closing it ends all that it started.
 */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { theme = 'dark', workspace = sampleWorkspace, files = {}, trust = 'given' } = options;
  const folder = await temporaryFolder('screen');
  const copy = join(folder, basename(workspace));
  await cp(workspace, copy, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  const dataFolder = join(folder, 'data');
  await installExtension(join(dataFolder, 'extensions'));
  const server = await startServer({
    engine: 'latest',
    dataFolder,
    settings: { ...quietSettings, 'workbench.colorTheme': themes[theme], ...options.settings },
    trust,
    driver: 'person',
    env: loopbackEnvironment(),
  });
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const workbench = new Workbench(page, async () => {
    await browser.close();
    await endRun();
  });
  await page.goto(workbenchAddress(server, copy));
  await workbench.ready();
  return workbench;
}
