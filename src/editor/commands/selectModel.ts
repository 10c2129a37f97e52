import * as vscode from 'vscode';
import type { Server } from '../../provider/probe';
import type { ModelCard } from '../../provider/llm';
import { commands } from '../commandTable';

export interface SelectModelOptions {
  readonly server: Server | undefined;
  readonly current: string | undefined;
  readonly save: (id: string) => Promise<void>;
}

/** Offers what the server lists, adapters under the name of their base. */
export async function selectModel({ server, current, save }: SelectModelOptions): Promise<void> {
  if (!server) {
    const connect = commands.connect.title;
    const choice = await vscode.window.showWarningMessage('No server is connected.', connect);
    if (choice === connect) await vscode.commands.executeCommand(commands.connect.id);
    return;
  }
  const items = server.models.map((model) => ({
    label: model.id,
    description: describe(model),
    ...(model.id === current && { iconPath: new vscode.ThemeIcon('check') }),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Trellis: Select Model',
    placeHolder: `Models of ${server.llm.baseUrl}`,
    matchOnDescription: true,
  });
  if (chosen) await save(chosen.label);
}

function describe(model: ModelCard): string {
  if (model.parent !== undefined) return `LoRA adapter of ${model.parent}`;
  const window = model.contextWindow;
  return window === undefined ? '' : `${window.toLocaleString()} tokens`;
}
