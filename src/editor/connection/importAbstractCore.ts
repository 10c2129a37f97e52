import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import {
  AbstractCoreConfigurationError,
  readAbstractCoreConfiguration,
  usualPlace,
  type AbstractCoreConfiguration,
} from '../../abstractcore/configuration';
import { wordsForChange } from '../../abstractcore/unusedParameters';
import { parseBaseUrl } from '../../provider/baseUrl';
import type { Configuration } from '../configuration';
import { chooseFile } from '../window/chooseFile';
import { askAboutList, showBriefly, showError } from '../window/messages';
import { pickRow } from '../window/pickRow';

const title = 'Configuration of AbstractCore to Import';

/**
 * Takes over what a configuration of AbstractCore says of vLLM, once a person has seen what that
 * is. Keys are never among it.
 */
export async function importAbstractCore(
  configuration: Configuration,
  given: { readonly path: string } | undefined,
): Promise<void> {
  const file = given ? vscode.Uri.file(given.path) : await chooseConfiguration();
  if (!file) return;
  const imported = await read(file);
  if (typeof imported === 'string') {
    await showError(`${file.fsPath} ${imported}`);
    return;
  }
  const settings = importable(imported);
  const left = imported.changes.map(wordsForChange);
  const odd = imported.baseUrl !== undefined && !settings.some(({ name }) => name === 'server.url');
  if (odd) left.unshift('base_url is left out: it is not an address');
  if (settings.length === 0) {
    await showError(`${file.fsPath} has no setting of vLLM that Trellis knows. ${left.join('. ')}`);
    return;
  }
  const question = `Import ${settings.length} settings from ${basename(file.fsPath)}?`;
  const rows = settings.map(({ name, value }) => {
    const now = JSON.stringify(configuration.get(name));
    const next = JSON.stringify(value);
    return now === next
      ? `trellis.${name}: ${next}, as it is`
      : `trellis.${name}: ${next}, now ${now}`;
  });
  if ((await askAboutList(question, [...rows, '', ...left], 'Import')) !== 'Import') return;
  for (const setting of settings) await setting.save(configuration);
  showBriefly(`${settings.length} settings were imported`);
}

async function chooseConfiguration(): Promise<vscode.Uri | undefined> {
  const usual = vscode.Uri.file(join(homedir(), usualPlace));
  if (!(await exists(usual))) return browse();
  const chosen = await pickRow({
    title,
    placeholder: 'Configuration to import',
    rows: [
      { label: `~/${usualPlace}`, icon: 'file', value: 'usual' },
      { label: 'Choose File…', icon: 'folder-opened', value: 'another' },
    ],
  });
  if (chosen === undefined) return undefined;
  return chosen.value === 'usual' ? usual : browse();
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

function browse(): Promise<vscode.Uri | undefined> {
  return chooseFile(title, { JSON: ['json'] });
}

/** Or what is wrong with the file. */
async function read(file: vscode.Uri): Promise<AbstractCoreConfiguration | string> {
  try {
    const bytes = await vscode.workspace.fs.readFile(file);
    return readAbstractCoreConfiguration(new TextDecoder().decode(bytes));
  } catch (error) {
    return error instanceof AbstractCoreConfigurationError ? error.message : 'cannot be read';
  }
}

type ImportedName =
  | 'server.url'
  | 'server.model'
  | 'server.timeout'
  | 'parameters.maxTokens'
  | 'parameters.temperature'
  | 'parameters.extraBody';

interface ImportedSetting {
  readonly name: ImportedName;
  readonly value: unknown;
  readonly save: (configuration: Configuration) => Promise<void>;
}

function importable(imported: AbstractCoreConfiguration): readonly ImportedSetting[] {
  const { model, timeout, maxTokens, temperature, extraBody } = imported;
  const address = parseBaseUrl(imported.baseUrl ?? '');
  const body = Object.keys(extraBody).length === 0 ? undefined : extraBody;
  return [
    settingOf('server.url', typeof address === 'string' ? undefined : address.api),
    settingOf('server.model', model),
    settingOf('server.timeout', timeout),
    settingOf('parameters.maxTokens', maxTokens),
    settingOf('parameters.temperature', temperature),
    settingOf('parameters.extraBody', body),
  ].flat();
}

function settingOf<Name extends ImportedName>(
  name: Name,
  value: Parameters<typeof Configuration.prototype.set<Name>>[1] | undefined,
): readonly ImportedSetting[] {
  if (value === undefined) return [];
  return [{ name, value, save: (configuration) => configuration.set(name, value) }];
}
