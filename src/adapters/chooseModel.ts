import type { ModelCard } from '../provider/llm';

export interface ChooseModelOptions {
  /** What the server lists; the first is its default. */
  readonly models: readonly [ModelCard, ...ModelCard[]];
  /** Name of the model in the settings; empty where the server's default is meant. */
  readonly configured: string;
  /** Name of the adapter that this workspace chose, if it did. */
  readonly adapter: string | undefined;
}

export interface ChosenModel {
  /** What requests name. */
  readonly model: ModelCard;
  /** What answers without the workspace's adapter. */
  readonly base: ModelCard;
  /** In tokens, an adapter's parent's included; `undefined` where nobody says. */
  readonly contextWindow: number | undefined;
  /** The workspace's adapter, where the server does not list it and `base` answers instead. */
  readonly missing: string | undefined;
}

/**
 * Which of a server's models answers this workspace: its adapter, else the model of the settings,
 * else the first one. Role, folder and language do not count yet.
 */
export function chooseModel({ models, configured, adapter }: ChooseModelOptions): ChosenModel {
  const find = (name: string | undefined): ModelCard | undefined =>
    models.find(({ id }) => id === name);
  const base = configured === '' ? models[0] : (find(configured) ?? unlisted(configured));
  const wanted = find(adapter);
  const model = wanted ?? base;
  return {
    model,
    base,
    contextWindow: model.contextWindow ?? find(model.parent)?.contextWindow,
    missing: wanted ? undefined : adapter,
  };
}

/** A server may load an adapter when its name is first used, so it is sent though not listed. */
function unlisted(id: string): ModelCard {
  return { id, root: undefined, parent: undefined, contextWindow: undefined };
}
