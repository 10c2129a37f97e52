import { posix, win32 } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { DeploymentKind } from '../../deploy/deploymentKinds';
import { findModel } from '../../deploy/modelArchitectures';
import { readModelConfig } from '../../deploy/modelConfig';
import { familyOf } from '../../deploy/modelFamily';
import { wordsForImpossible, wordsForRemark } from '../../deploy/planWords';
import { planDeployment, type Deployment, type ServedModel } from '../../deploy/recipe';
import { writeRecipe } from '../../deploy/writeRecipe';
import type { CommandArgument } from '../commands/commandTable';
import { registerCommands } from '../commands/registerCommands';
import { showError, showInformation } from '../window/messages';
import { askForDeployment } from './askForDeployment';
import { isConfigPath } from './typedAnswers';

const languages: Readonly<Record<DeploymentKind, string>> = {
  compose: 'yaml',
  serve: 'shellscript',
  kubernetes: 'yaml',
};

/** `Create vLLM Deployment…` opens what starts a server, to be looked at and saved. */
export function registerDeployment(): Disposable {
  return registerCommands({ createDeployment: (given) => createDeployment(given ?? {}) });
}

async function createDeployment(given: CommandArgument<'createDeployment'>): Promise<void> {
  const asked = await askForDeployment(given);
  if (!asked) return;
  const { kind, gpus, gpuMemory, context } = asked;
  const model = await readModel(asked.model);
  if (!model) return;
  const family = familyOf(model.shape.type, model.name);
  const deployment: Deployment = {
    ...{ model, gpus, gpuMemory, context, adapters: [], speculation: 'off' },
    reasoning: family.reasoningParser === undefined ? 'off' : 'on',
    tools: family.toolParser === undefined ? 'off' : 'on',
  };
  const planned = planDeployment(deployment);
  if (planned.kind === 'impossible') {
    void showError(sentence(wordsForImpossible(planned.why, deployment)));
    return;
  }
  const content = writeRecipe(kind, planned);
  const document = await vscode.workspace.openTextDocument({ language: languages[kind], content });
  await vscode.window.showTextDocument(document, { preview: false });
  const [shortened] = planned.remarks.filter((remark) => remark.kind === 'shorter context');
  if (shortened) void showInformation(sentence(wordsForRemark(shortened, deployment)));
}

/** Tells what is wrong with a model; `undefined` then. */
async function readModel(given: string): Promise<ServedModel | undefined> {
  const known = findModel(given);
  if (known) return { name: known.id, place: 'hub', shape: known.shape };
  if (!isConfigPath(given)) {
    void showError(`“${given}” is neither a model of the list nor the path of a config.json.`);
    return undefined;
  }
  const text = await readText(given);
  if (text === undefined) {
    void showError(`“${given}” cannot be read.`);
    return undefined;
  }
  const config = readModelConfig(text);
  if (config.kind === 'problem') {
    void showError(`“${given}” does not tell what the model needs: ${config.words}.`);
    return undefined;
  }
  const name = (given.startsWith('/') ? posix : win32).dirname(given);
  return { name, place: 'folder', shape: config.shape };
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(path)));
  } catch {
    return undefined;
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
