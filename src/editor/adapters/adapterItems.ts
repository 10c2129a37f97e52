import type { ChosenModel } from '../../adapters/chooseModel';
import type { ModelCard } from '../../provider/llm';

/** A row of a list of adapters. */
export interface AdapterItem {
  /** Name of the adapter; `undefined` is the base model without one. */
  readonly adapter: string | undefined;
  readonly label: string;
  readonly description: string;
  readonly current: 'yes' | 'no';
}

/** The base model, and then what is loaded on top. */
export function adapterItems(models: readonly ModelCard[], chosen: ChosenModel): AdapterItem[] {
  const { base, model } = chosen;
  const item = (card: ModelCard, adapter: string | undefined, words: string): AdapterItem => {
    const current = card.id === model.id ? 'yes' : 'no';
    const description = current === 'yes' ? `in use · ${words}` : words;
    return { adapter, label: card.id, description, current };
  };
  const adapters = models.filter(({ id, parent }) => parent !== undefined && id !== base.id);
  return [
    item(base, undefined, 'without an adapter'),
    ...adapters.map((card) => item(card, card.id, describe(card))),
  ];
}

/** Its base, and where its weights lie on the server as far as that says so. */
function describe({ parent, root }: ModelCard): string {
  const of = `adapter of ${parent ?? 'another model'}`;
  return root === undefined ? of : `${of}, from ${root}`;
}
