import type { ChosenModel } from '../adapters/chooseTarget';
import type { ModelCard } from '../provider/llm';

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
  const current = (card: ModelCard): 'yes' | 'no' => (card.id === model.id ? 'yes' : 'no');
  const adapters = models.filter(({ id, parent }) => parent !== undefined && id !== base.id);
  return [
    {
      adapter: undefined,
      label: base.id,
      description: 'without an adapter',
      current: current(base),
    },
    ...adapters.map((card) => ({
      adapter: card.id,
      label: card.id,
      description: describe(card),
      current: current(card),
    })),
  ];
}

/** Its base, and where its weights lie on the server as far as that says so. */
function describe({ parent, root }: ModelCard): string {
  const of = `adapter of ${parent ?? 'another model'}`;
  return root === undefined ? of : `${of}, from ${root}`;
}
