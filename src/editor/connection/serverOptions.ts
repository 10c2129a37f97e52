import { randomUUID } from 'node:crypto';
import type * as vscode from 'vscode';
import type { Log } from '../../base/log';
import type { BaseUrl } from '../../provider/baseUrl';
import type { LLMOptions } from '../../provider/createLLM';
import { readAuthorities } from './authorities';
import type { Configuration } from '../configuration';
import { FactMemory } from './factMemory';
import { proxyAddress } from './proxyAddress';

/** The settings that say how a server is asked. */
export const serverSettings = [
  'server.headers',
  'server.timeout',
  'server.release',
  'server.sessionHeader',
  'server.authorities',
  'server.concurrency',
] as const;

const session = 'session';

/** How servers are asked: what the settings say, and what is remembered of them. */
export class ServerOptions {
  private readonly facts: FactMemory;

  constructor(
    private readonly configuration: Configuration,
    private readonly memory: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>,
    private readonly log: Log,
  ) {
    this.facts = new FactMemory(memory.globalState, () => new Date());
  }

  /** For the server at this address, but for its key. */
  async read(baseUrl: BaseUrl): Promise<LLMOptions> {
    const { configuration, facts } = this;
    const authorities = await readAuthorities(configuration.get('server.authorities'), this.log);
    const release = configuration.get('server.release');
    return {
      baseUrl,
      facts,
      proxyFor: proxyAddress,
      headers: { ...this.sessionHeader(), ...configuration.get('server.headers') },
      timeout: configuration.get('server.timeout') * 1000,
      concurrency: configuration.get('server.concurrency'),
      ...(authorities !== undefined && { authorities }),
      ...(release !== '' && { release }),
    };
  }

  /** By which a router keeps this workspace's requests on one replica, whose cache is warm for them. */
  private sessionHeader(): Readonly<Record<string, string>> {
    const name = this.configuration.get('server.sessionHeader');
    if (name === '') return {};
    const { workspaceState } = this.memory;
    const known = workspaceState.get(session);
    const id = typeof known === 'string' ? known : randomUUID();
    if (id !== known) void workspaceState.update(session, id);
    return { [name]: id };
  }
}

export function withKey(server: LLMOptions, apiKey: string | undefined): LLMOptions {
  return apiKey === undefined ? server : { ...server, apiKey };
}
