import { expect, it } from 'vitest';
import { Emitter } from '../../../../src/base/emitter';
import { ModelChoice } from '../../../../src/editor/connection/modelChoice';
import type { ServerSource } from '../../../../src/editor/status/statusOf';
import { ProviderError } from '../../../../src/provider/errors';
import type { ModelCard } from '../../../../src/provider/llm';
import { settings, type SettingName, type SettingValue } from '../../../../src/settings';
import { memento } from '../../../support/memento';
import { settle } from '../../../support/manualClock';
import { unusedLLM } from '../../../support/unusedLLM';

const base: ModelCard = { id: 'base', root: undefined, parent: undefined, contextWindow: 4096 };
const other: ModelCard = { ...base, id: 'other' };
const style: ModelCard = { ...base, id: 'style', parent: 'base', contextWindow: undefined };

/** A choice among the models of one server, whose list and settings a test may change. */
function choice(source: ServerSource = 'configured') {
  const changed = new Emitter<void>();
  const failed = new Emitter<void>();
  const configured = new Map<string, unknown>();
  const world = {
    models: [base, other, style] as readonly [ModelCard, ...ModelCard[]],
    /** What the server lists once it is asked again. */
    next: [base, other, style] as readonly [ModelCard, ...ModelCard[]],
    failure: undefined as ProviderError | undefined,
    changes: 0,
  };
  const models = new ModelChoice({
    session: {
      source,
      get server() {
        const llm = unusedLLM({});
        return { llm, kind: 'vllm' as const, version: undefined, models: world.models, unread: 0 };
      },
      refreshModels: () => {
        world.models = world.next;
        return Promise.resolve();
      },
      onDidChange: changed.event,
    },
    configuration: {
      get: <Name extends SettingName>(name: Name) =>
        (configured.get(name) ?? settings[name].default) as SettingValue<Name>,
      set: (name, value) => Promise.resolve(void configured.set(name, value)),
      onDidChange: (_names, listener) => changed.event(listener),
    },
    health: {
      get failure() {
        return world.failure;
      },
      forget: () => (world.failure = undefined),
      onDidChange: failed.event,
    },
    memory: { workspaceState: memento() },
  });
  models.onDidChange(() => world.changes++);
  const fail = async (failure: ProviderError): Promise<void> => {
    world.failure = failure;
    failed.fire();
    await settle();
  };
  return { models, world, configured, fail };
}

it('the server’s first model answers where nobody chose', () => {
  expect(choice().models.target()).toMatchObject({ model: base, contextWindow: 4096 });
});

it('a model is chosen in the settings, an adapter for the workspace', async () => {
  const { models, configured } = choice();
  await models.choose('other');
  expect(configured.get('server.model')).toBe('other');
  await models.choose('style');
  expect(configured.get('server.model')).toBe('other');
  expect(models.target()?.model).toBe(style);
});

it('choosing a model puts the adapter aside', async () => {
  const { models } = choice();
  await models.choose('style');
  await models.choose('base');
  expect(models.chosen).toMatchObject({ model: base, missing: undefined });
});

it('the setting says nothing of the embedded engine’s model', async () => {
  const { models, configured } = choice('embedded');
  configured.set('server.model', 'other');
  expect(models.target()?.model).toBe(base);
  await models.choose('base');
  expect(configured.get('server.model')).toBe('other');
});

it('who listens hears of an adapter that is chosen', async () => {
  const { models, world } = choice();
  await models.useAdapter('style');
  expect(world.changes).toBe(1);
});

it('the base answers for an adapter that the server no longer has, and the failure is forgotten', async () => {
  const { models, world, fail } = choice();
  await models.useAdapter('style');
  world.next = [base, other];
  await fail(new ProviderError('not-found', 'no such model', { missing: 'model' }));
  expect(models.chosen).toMatchObject({ model: base, missing: 'style' });
  expect(world.failure).toBeUndefined();
});

it('a failure that says nothing of models leaves the list as it is', async () => {
  const { models, world, fail } = choice();
  await models.useAdapter('style');
  world.next = [base, other];
  await fail(new ProviderError('timeout', 'no answer'));
  expect(models.chosen?.model).toBe(style);
  expect(world.failure).toBeDefined();
});
