import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../../src/adapters/chooseModel';
import type { ModelCard } from '../../../src/provider/llm';

function card(id: string, facts: Partial<ModelCard> = {}): ModelCard {
  return { id, root: undefined, parent: undefined, contextWindow: undefined, ...facts };
}

const coder = card('coder', { contextWindow: 65_536 });
const chatty = card('chatty', { contextWindow: 8_192 });
const style = card('style-v7', { parent: 'coder' });
const orphan = card('orphan', { parent: 'gone' });
const models = [coder, chatty, style, orphan] as const;

describe('the model for a workspace', () => {
  const rows: readonly [
    name: string,
    facts: { readonly configured: string; readonly adapter: string | undefined },
    chosen: readonly [model: string, window: number | undefined, missing: string | undefined],
  ][] = [
    [
      'is the first one where nobody chose',
      { configured: '', adapter: undefined },
      ['coder', 65_536, undefined],
    ],
    [
      'is that of the settings',
      { configured: 'chatty', adapter: undefined },
      ['chatty', 8_192, undefined],
    ],
    [
      'is its adapter, with the window of its parent',
      { configured: '', adapter: 'style-v7' },
      ['style-v7', 65_536, undefined],
    ],
    [
      'is its adapter before that of the settings',
      { configured: 'chatty', adapter: 'style-v7' },
      ['style-v7', 65_536, undefined],
    ],
    [
      'may be an adapter of the settings',
      { configured: 'style-v7', adapter: undefined },
      ['style-v7', 65_536, undefined],
    ],
    [
      'falls back to the first one, and names what is gone',
      { configured: '', adapter: 'style-v6' },
      ['coder', 65_536, 'style-v6'],
    ],
    [
      'falls back to that of the settings, and names what is gone',
      { configured: 'chatty', adapter: 'style-v6' },
      ['chatty', 8_192, 'style-v6'],
    ],
    [
      'is sent though not listed, for servers that load by name',
      { configured: 'by-name', adapter: undefined },
      ['by-name', undefined, undefined],
    ],
    [
      'has no known window where its parent is not listed',
      { configured: '', adapter: 'orphan' },
      ['orphan', undefined, undefined],
    ],
  ];
  it.each(rows)('%s', (_name, facts, expected) => {
    const { model, contextWindow, missing } = chooseModel({ models, ...facts });
    expect([model.id, contextWindow, missing]).toEqual(expected);
  });
});
