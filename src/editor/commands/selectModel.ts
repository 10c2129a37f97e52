import * as vscode from 'vscode';
import type { ModelCard } from '../../provider/llm';
import { needTarget } from '../needTarget';
import type { Session } from '../session';

/** Offers what the server lists, adapters under the name of their base. */
export async function selectModel(session: Session): Promise<void> {
  const target = await needTarget(session);
  const { server } = session;
  if (!target || !server) return;
  const items = server.models.map((model) => ({
    label: model.id,
    description: describe(model),
    ...(model.id === target.model.id && { iconPath: new vscode.ThemeIcon('check') }),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Trellis: Select Model',
    placeHolder: `Models of ${server.llm.baseUrl}`,
    matchOnDescription: true,
  });
  if (chosen) await session.choose(chosen.label);
}

function describe(model: ModelCard): string {
  if (model.parent !== undefined) return `LoRA adapter of ${model.parent}`;
  const window = model.contextWindow;
  return window === undefined ? '' : `${window.toLocaleString()} tokens`;
}
