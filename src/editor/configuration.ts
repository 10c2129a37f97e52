import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import type { Log } from '../base/log';
import { parseBaseUrl } from '../provider/baseUrl';
import { readSetting, settings, type SettingName, type SettingValue } from '../settings';

const section = 'trellis';

/** The origin of the server that the settings name, where it is an address; for the log that reads no settings. */
export function configuredOrigin(): string | undefined {
  const address = parseBaseUrl(
    String(vscode.workspace.getConfiguration(section).get('server.url')),
  );
  return typeof address === 'string' ? undefined : address.origin;
}

/** The settings as they stand, each checked; what is set wrongly is logged once and not used. */
export class Configuration {
  private readonly complained = new Set<string>();

  constructor(private readonly log: Log) {}

  get<Name extends SettingName>(name: Name, scope?: vscode.ConfigurationScope): SettingValue<Name> {
    const raw: unknown = vscode.workspace.getConfiguration(section, scope).get(name);
    const { value, problem } = readSetting(name, raw);
    if (problem !== undefined && !this.complained.has(problem)) {
      this.complained.add(problem);
      this.log.warn(problem);
    }
    return value;
  }

  /** Whether nobody has set it anywhere that counts. */
  isDefault(name: SettingName): boolean {
    return this.get(name) === settings[name].default;
  }

  /** Sets it for the user, unless the workspace already says otherwise: then there. */
  async set<Name extends SettingName>(name: Name, value: SettingValue<Name>): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const inspected = configuration.inspect(name);
    const target =
      inspected?.workspaceValue === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace;
    await configuration.update(name, value, target);
  }

  /** Sets it for the document's language, where it is set for that already, or else for the user. */
  async setForLanguage<Name extends SettingName>(
    name: Name,
    value: SettingValue<Name>,
    document: vscode.TextDocument,
  ): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section, document);
    const inspected = configuration.inspect(name);
    await configuration.update(name, value, targetOf(inspected), true);
  }

  /** Calls back after any of the named settings may have changed. */
  onDidChange(names: readonly SettingName[], listener: () => void): Disposable {
    return vscode.workspace.onDidChangeConfiguration((change) => {
      if (names.some((name) => change.affectsConfiguration(`${section}.${name}`))) listener();
    });
  }
}

type Inspected = ReturnType<vscode.WorkspaceConfiguration['inspect']>;

/** The innermost place where a setting has a value for the language, or else the user's. */
function targetOf(inspected: Inspected): vscode.ConfigurationTarget {
  if (inspected?.workspaceFolderLanguageValue !== undefined) {
    return vscode.ConfigurationTarget.WorkspaceFolder;
  }
  return inspected?.workspaceLanguageValue === undefined
    ? vscode.ConfigurationTarget.Global
    : vscode.ConfigurationTarget.Workspace;
}
