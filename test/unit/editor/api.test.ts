import { expect, it } from 'vitest';
import { createApi } from '../../../src/editor/api';
import { systemClock } from '../../../src/base/clock';
import { Verifier } from '../../../src/guided/verifier';
import { ProviderError } from '../../../src/provider/errors';
import type { DecideRequest } from '../../../src/provider/llm';
import { unusedLLM } from '../../support/unusedLLM';

const verifier = new Verifier(() => {
  throw new Error('nothing is verified');
}, systemClock);
const api = createApi({ connection: () => ({ state: 'disconnected' }), verifier });

const categories = [
  { name: 'SQL', description: 'databases', adapter: 'sql-lora' },
  { name: 'React', description: 'pages' },
];
const base = { id: 'base', root: undefined, parent: undefined, contextWindow: 4096 };
const adapter = { ...base, id: 'sql-lora', parent: 'base' };

it('other extensions route tickets, and no secret of theirs is sent', async () => {
  const reading = api.readRoutes({ categories });
  if (!('routes' in reading)) throw new Error('the categories are sound');
  const asked: DecideRequest[] = [];
  const llm = unusedLLM({
    decide: (request) => {
      asked.push(request);
      const probabilities = new Map([
        ['SQL', 0.9],
        ['React', 0.1],
      ]);
      return Promise.resolve({ choice: 'SQL', probabilities, mass: 0.8, problems: [] });
    },
  });
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const routed = await api.route(llm, {
    ticket: `LEFT JOIN is slow ${token}`,
    routes: reading.routes,
    models: [base, adapter],
    model: '',
  });
  expect(routed).toMatchObject({
    category: { name: 'SQL' },
    way: 'decision',
    mass: 0.8,
    doubts: [],
    answeredBy: { model: { id: 'sql-lora' } },
    problems: [{ code: 'left-out' }],
  });
  expect(asked).toHaveLength(1);
  expect(JSON.stringify(asked)).not.toContain(token);
});

it('other extensions hear what is wrong with categories', () => {
  expect(api.readRoutes({ categories: categories.slice(0, 1) })).toMatchObject({
    problems: [{ path: ['categories'] }],
  });
});

it('a failure of the server reaches whoever asked', async () => {
  const error = new ProviderError('overloaded', 'no room');
  const llm = unusedLLM({ decide: () => Promise.reject(error) });
  const reading = api.readRoutes({ categories });
  if (!('routes' in reading)) throw new Error('the categories are sound');
  const request = { ticket: 'x', routes: reading.routes, models: [base], model: '' } as const;
  await expect(api.route(llm, request)).rejects.toBe(error);
});
