import { expect, it } from 'vitest';
import { chooseModel } from '../../../../src/adapters/chooseModel';
import { adapterItems } from '../../../../src/editor/adapters/adapterItems';

const card = (id: string, parent?: string) => ({
  id,
  root: undefined,
  parent,
  contextWindow: undefined,
});

it.each([
  [undefined, ['in use · without an adapter', 'adapter of coder', 'adapter of coder']],
  ['tests', ['without an adapter', 'adapter of coder', 'in use · adapter of coder']],
])('with the adapter %s, its row alone says that it is in use', (adapter, descriptions) => {
  const models = [card('coder'), card('style', 'coder'), card('tests', 'coder')] as const;
  const items = adapterItems(models, chooseModel({ models, configured: '', adapter }));
  expect(items.map(({ description }) => description)).toEqual(descriptions);
  expect(items.map(({ current }) => current === 'yes')).toEqual(
    descriptions.map((words) => words.startsWith('in use')),
  );
});
