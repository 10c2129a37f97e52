import type { Disposable } from '../../base/disposable';
import { registerCommands } from '../commands/registerCommands';
import { configureServer, type ConfigureServerOptions } from './configureServer';
import { importAbstractCore } from './importAbstractCore';
import type { ModelChoice } from './modelChoice';
import { selectModel } from './selectModel';
import type { Session } from './session';
import { startEngine } from './startEngine';

export interface ConnectionOptions extends Omit<ConfigureServerOptions, 'onConnected'> {
  readonly session: Session;
  readonly models: ModelChoice;
}

/** The commands that choose who answers: a server, one of its models, or the embedded engine. */
export function registerConnection({ session, models, ...options }: ConnectionOptions): Disposable {
  return registerCommands({
    connect: () => configureServer({ ...options, onConnected: () => void session.connect() }),
    importAbstractCore: (given) => importAbstractCore(options.configuration, given),
    selectModel: () => selectModel({ session, models }),
    restartEngine: () => startEngine(session),
    stopEngine: () => session.stopEmbedded(),
  });
}
