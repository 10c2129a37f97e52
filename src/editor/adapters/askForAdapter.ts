import { adapterNameOf, unusedName } from '../../adapters/adapterName';
import { adapterNameAdvice, problemWithAdapterName } from './adapterWords';
import type { ServerSource } from '../status/statusOf';
import { askText, required } from '../window/askText';

export interface AdapterPromptOptions {
  /** What is known already is not asked. */
  readonly path?: string | undefined;
  readonly name?: string | undefined;
  /** Names that the server has. */
  readonly taken: readonly string[];
  readonly source: ServerSource;
}

const prompts: Readonly<Record<ServerSource, string>> = {
  configured:
    "Path of the adapter on the server's machine, or in its container; or its name on a model hub",
  embedded: 'A folder of code, absolute or relative to the first workspace folder',
};

/** Asks where an adapter lies and how it shall be called; `undefined` where a person cancels. */
export async function askForAdapter(
  question: AdapterPromptOptions,
): Promise<{ readonly name: string; readonly path: string } | undefined> {
  const path = question.path ?? (await askPath(question));
  if (path === undefined) return undefined;
  const name = question.name ?? (await askName(path, question));
  return name === undefined ? undefined : { name, path };
}

async function askPath({ source }: AdapterPromptOptions): Promise<string | undefined> {
  const path = await askText({
    title: 'Trellis: Load Adapter',
    prompt: prompts[source],
    placeholder: source === 'embedded' ? 'examples/style' : '/adapters/style-v1',
    problemWith: required('Enter a path'),
  });
  return path?.trim();
}

async function askName(path: string, { taken }: AdapterPromptOptions): Promise<string | undefined> {
  const name = await askText({
    title: 'Trellis: Load Adapter',
    prompt: adapterNameAdvice,
    value: unusedName(adapterNameOf(path), taken),
    problemWith: (text) => problemWithAdapterName(text, taken),
  });
  return name?.trim();
}
