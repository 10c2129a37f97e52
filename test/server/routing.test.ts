/** Tickets routed to adapters: by a guided choice, with probabilities that the model itself has. */
import { afterEach, describe, expect } from 'vitest';
import { readRoutes, type Routes } from '../../src/routing/routes';
import { answerRequest, routeTicket } from '../../src/routing/routeTicket';
import { capability, facts, has, llm, model } from './support/server';

const names = ['trellis-route-tests', 'trellis-route-docs'] as const;
const [first = '', second = ''] = facts.adapters;
const tickets = [
  'The test of the parser fails on Windows.',
  'Say in the manual how a key is stored.',
  'x',
];

function readSound(json: unknown): Routes {
  const reading = readRoutes(json);
  if (!('routes' in reading)) throw new Error(reading.problems[0].message);
  return reading.routes;
}

const routes = readSound({
  categories: [
    { name: 'Tests', description: 'tests and what they find', adapter: names[0] },
    {
      name: 'Manual',
      description: 'texts for people',
      adapter: names[1],
      shape: { regex: '[a-z]{3,8}' },
    },
  ],
});

async function routed(ticket: string) {
  const [head, ...rest] = await llm.models();
  if (!head) throw new Error('the server lists no model');
  return routeTicket(llm, { ticket, routes, models: [head, ...rest], model });
}

afterEach(async () => {
  if (!has('adapters')) return;
  const loaded = new Set((await llm.models()).map(({ id }) => id));
  for (const name of names) if (loaded.has(name)) await llm.unloadAdapter(name);
});

describe('a ticket', () => {
  capability(['adapters'], 'is answered by the adapter of its category', async () => {
    await llm.loadAdapter(names[0], first);
    await llm.loadAdapter(names[1], second);
    for (const ticket of tickets) {
      const { category, answeredBy } = await routed(ticket);
      expect(names).toContain(category.adapter);
      expect(answeredBy).toMatchObject({ missing: undefined, model: { id: category.adapter } });
      const request = answerRequest(category, { ticket, model: answeredBy.model.id });
      const answer = await llm.generate({ ...request, maxTokens: 12, thinking: 'off' });
      expect(answer.finishReason).toMatch(/^(?:stop|length)$/);
    }
  });

  capability(['tokenizer route'], 'has a legal category, and probabilities of all', async () => {
    for (const ticket of tickets) {
      const { category, probabilities, below, mass = 0, missing, way } = await routed(ticket);
      expect(routes.categories).toContain(category);
      expect(way).toMatch(/^(?:decision|labels)$/);
      expect(mass).toBeGreaterThanOrEqual(0);
      expect(mass).toBeLessThanOrEqual(1.001);
      if (!probabilities) {
        expect(missing).toBe('unseen');
        continue;
      }
      const total = [...probabilities.values()].reduce((sum, share) => sum + share, 0);
      expect(total).toBeCloseTo(1);
      expect([...probabilities.keys(), ...(below?.names ?? [])].sort()).toEqual([
        'Manual',
        'Tests',
      ]);
    }
  });
});
