import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { withoutCredentials } from '../../base/redaction';
import { parseBaseUrl, type BaseUrlProblem } from '../../provider/baseUrl';
import type { LLMOptions } from '../../provider/createLLM';
import type { Configuration } from '../configuration';
import type { ApiKeyStore } from './apiKeyStore';
import type { RecentServers } from './recentServers';
import { serverSettings, withKey, type ServerOptions } from './serverOptions';
import { mayStartEngine } from './engineFallback';

/** What the settings ask for. */
export interface ConnectionSettings {
  /** A server, or the address that is none and what is wrong with it. */
  readonly server: LLMOptions | InvalidAddress;
  /** Whether the embedded engine may stand in while the server does not answer. */
  readonly standIn: 'allowed' | 'refused';
}

export interface InvalidAddress {
  readonly address: string;
  readonly problem: BaseUrlProblem;
}

export interface ConnectionSettingsSources {
  readonly configuration: Configuration;
  readonly keys: ApiKeyStore;
  readonly memory: Pick<vscode.ExtensionContext, 'globalState'>;
  readonly serverOptions: ServerOptions;
}

/** Remembered for good: someone with a server of their own is not handed the engine unasked. */
const everConnected = 'everConnected';

/** Remembers that a configured server answered, and which. */
export async function rememberConnected(
  globalState: vscode.Memento,
  recent: Pick<RecentServers, 'add'>,
  address: string,
): Promise<void> {
  await globalState.update(everConnected, true);
  await recent.add(address);
}

/** What the settings ask for as they stand, and word of whatever changes it. */
export interface ConnectionSettingsReader {
  /** Reads settings, the key of the address, and trust. */
  read(): Promise<ConnectionSettings>;
  onDidChange(listener: () => void): Disposable;
}

export function createSettingsReader(sources: ConnectionSettingsSources): ConnectionSettingsReader {
  return {
    read: () => readConnectionSettings(sources),
    onDidChange(listener) {
      const { configuration, keys } = sources;
      const store = new DisposableStore();
      const names = ['server.url', ...serverSettings, 'embedded'] as const;
      store.add(configuration.onDidChange(names, listener));
      store.add(keys.onDidChange(listener));
      store.add(vscode.workspace.onDidGrantWorkspaceTrust(listener));
      return store;
    },
  };
}

async function readConnectionSettings({
  configuration,
  keys,
  memory,
  serverOptions,
}: ConnectionSettingsSources): Promise<ConnectionSettings> {
  const address = configuration.get('server.url');
  const standIn = mayStartEngine({
    workspace: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
    setting: configuration.get('embedded'),
    address: configuration.isDefault('server.url') ? 'default' : 'chosen',
    history: memory.globalState.get(everConnected) === true ? 'connected' : 'never-connected',
  })
    ? 'allowed'
    : 'refused';
  const baseUrl = parseBaseUrl(address);
  if (typeof baseUrl === 'string') {
    return { server: { address: withoutCredentials(address), problem: baseUrl }, standIn };
  }
  const key = await keys.get(baseUrl.origin);
  const server = await serverOptions.read(baseUrl);
  return { server: withKey(server, key), standIn };
}
