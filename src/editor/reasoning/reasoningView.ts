import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Journal } from '../../activity/journal';
import { assertNever } from '../../base/assertNever';
import type { Clock } from '../../base/clock';
import { DisposableSlot, type Disposable } from '../../base/disposable';
import type { HostMessage, PageMessage } from '../../webview/protocol';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import type { ServerInUse } from './listedRequests';
import { reasoningPage } from './reasoningPage';
import type { Session } from '../connection/session';
import { ThoughtFeed } from './thoughtFeed';

export interface ReasoningViewOptions {
  readonly journal: Journal;
  readonly session: Pick<Session, 'connection' | 'server' | 'onDidChange'>;
  readonly clock: Clock;
  readonly extensionUri: vscode.Uri;
}

const viewId = 'trellis.reasoning';

const pageMessage: z.ZodType<PageMessage> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('ask') }),
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('look'), id: z.number().int() }),
  z.object({ type: z.literal('stop'), id: z.number().int() }),
  z.object({ type: z.literal('answer-now'), id: z.number().int() }),
]);

/** The sidebar view of what runs and what models think. It reads the journal; no feature tells it anything. */
export function registerReasoningView(options: ReasoningViewOptions): Disposable {
  return vscode.window.registerWebviewViewProvider(viewId, new ReasoningView(options));
}

function serverInUse({ connection, server }: Pick<Session, 'connection' | 'server'>): ServerInUse {
  const address = 'address' in connection ? connection.address : undefined;
  return { address, models: server?.models ?? [] };
}

/** Brings the view into sight; the keyboard stays where it is. */
export async function revealReasoning(): Promise<void> {
  await vscode.commands.executeCommand(`${viewId}.focus`, { preserveFocus: true });
}

class ReasoningView implements vscode.WebviewViewProvider {
  private readonly feed = new DisposableSlot<ThoughtFeed>();

  constructor(private readonly options: ReasoningViewOptions) {}

  resolveWebviewView({ webview, onDidDispose }: vscode.WebviewView): void {
    const { extensionUri, journal, session, clock } = this.options;
    const folders = ['dist/webview', 'media'].map((path) =>
      vscode.Uri.joinPath(extensionUri, path),
    );
    const feed = new ThoughtFeed({
      journal,
      server: () => serverInUse(session),
      onDidChangeServer: session.onDidChange,
      clock,
      now: () => Date.now(),
      post: (message: HostMessage) => void webview.postMessage(message),
    });
    this.feed.set(feed);
    onDidDispose(() => feed.dispose());
    webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    webview.options = { enableScripts: true, localResourceRoots: folders };
    webview.html = reasoningPage({
      script: this.address(webview, 'dist/webview/reasoning.js'),
      style: this.address(webview, 'media/reasoning.css'),
      source: webview.cspSource,
      nonce: randomUUID(),
    });
  }

  private receive(message: unknown): void {
    const parsed = pageMessage.safeParse(message);
    if (!parsed.success) return;
    switch (parsed.data.type) {
      case 'ready':
        this.feed.value?.start();
        break;
      case 'ask':
        void runTrellisCommand('ask');
        break;
      case 'connect':
        void runTrellisCommand('connect');
        break;
      case 'look':
        this.feed.value?.look(parsed.data.id);
        break;
      case 'stop':
        this.options.journal.running.stop(parsed.data.id);
        break;
      case 'answer-now':
        this.options.journal.running.answerNow(parsed.data.id);
        break;
      default:
        assertNever(parsed.data);
    }
  }

  private address(webview: vscode.Webview, path: string): string {
    return webview.asWebviewUri(vscode.Uri.joinPath(this.options.extensionUri, path)).toString();
  }
}
