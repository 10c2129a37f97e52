/** The composition root: what there is, in the order in which it depends on each other. */
import * as vscode from 'vscode';
import { Health } from './activity/health';
import { Journal } from './activity/journal';
import { systemClock as clock } from './base/clock';
import { createRedaction } from './base/redaction';
import { createApi, type TrellisApi } from './editor/api';
import { createSettingsReader, rememberConnected } from './editor/connection/connectionSettings';
import { ModelChoice } from './editor/connection/modelChoice';
import { createProbeServer } from './editor/connection/probeServer';
import { registerCommands } from './editor/commands/registerCommands';
import { RequestPages } from './editor/requests/requestPages';
import { showMenu } from './editor/status/showMenu';
import { openSettings } from './editor/commands/openSettings';
import { toggleInline, toggleInlineForLanguage } from './editor/inline/toggleInline';
import { Configuration, configuredOrigin } from './editor/configuration';
import { registerDeployment } from './editor/deploy/createDeployment';
import { createEngine } from './editor/connection/engine';
import { registerAsk } from './editor/ask/registerAsk';
import { registerAdapters } from './editor/adapters/registerAdapters';
import { registerCompletions } from './editor/inline/registerCompletions';
import { registerGenerate } from './editor/generate/registerGenerate';
import { registerRefactor } from './editor/refactor/registerRefactor';
import { createStatusController } from './editor/status/statusController';
import { ApiKeyStore } from './editor/connection/apiKeyStore';
import { DocumentExclusions } from './editor/documentExclusions';
import { RecentServers } from './editor/connection/recentServers';
import { registerReasoningView, revealReasoning } from './editor/reasoning/reasoningView';
import { ServerOptions } from './editor/connection/serverOptions';
import { Session } from './editor/connection/session';
import { registerConnection } from './editor/connection/registerConnection';
import { registerTerminalCommand } from './editor/connection/terminals';
import { openLog } from './editor/window/openLog';
import { startVerifierThread, Verifier } from './guided/verifier';
import type { ProviderError } from './provider/errors';

export function activate(context: vscode.ExtensionContext): TrellisApi {
  const own = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { learn, redact, redactKnown } = createRedaction();
  const log = own(openLog('Trellis', redact, configuredOrigin));
  const configuration = new Configuration(log);
  const keys = new ApiKeyStore(context.secrets, learn);
  const serverOptions = new ServerOptions(configuration, context, log);
  const recent = new RecentServers(context.globalState);
  const journal = new Journal();
  const health = own(new Health(journal));
  const onFailure = (error: ProviderError): void => health.note(error);
  const engine = own(createEngine(context.extensionUri, log));
  const probe = createProbeServer({ journal, clock });
  const shared = { configuration, keys, serverOptions };
  const settings = createSettingsReader({ ...shared, memory: context });
  const onConfiguredReady = (address: string): void =>
    void rememberConnected(context.globalState, recent, address);
  const session = own(
    new Session({ settings, engine, probe, health, onConfiguredReady, clock, log }),
  );
  const models = own(new ModelChoice({ session, configuration, health, memory: context }));
  const exclusions = own(new DocumentExclusions());
  const verifierScript = vscode.Uri.joinPath(context.extensionUri, 'dist', 'verifier.js').fsPath;
  const verifier = own(new Verifier(() => startVerifierThread(verifierScript), clock));
  const requests = own(new RequestPages(journal, redactKnown));

  const { method } = own(
    registerCompletions({ models, exclusions, configuration, onFailure, clock, log }),
  );
  const status = own(
    createStatusController({ session, models, health, engine, configuration, exclusions, method }),
  );
  own(registerConnection({ ...shared, session, models, probe, recent }));
  own(registerTerminalCommand({ configuration, session, models, places: context }));
  own(registerReasoningView({ journal, session, clock, extensionUri: context.extensionUri }));
  own(registerAsk({ session, models, exclusions, clock }));
  own(registerAdapters({ session, models, onFailure }));
  own(registerGenerate({ session, models, exclusions, verifier, storage: context.storageUri }));
  own(registerDeployment());
  own(registerRefactor({ session, models, exclusions }));
  own(
    registerCommands({
      showLog: () => log.show(),
      showLastRequest: () => requests.pick(),
      toggleInline: () => toggleInline(configuration),
      toggleInlineForLanguage: () => toggleInlineForLanguage(configuration),
      showReasoning: () => revealReasoning(),
      openSettings: () => openSettings(context.extension.id),
      showMenu: () => showMenu({ status: status.current, engine, configuration }),
    }),
  );

  void session.apply();
  return createApi({ connection: () => session.connection, verifier });
}
