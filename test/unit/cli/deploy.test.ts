import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deploy } from '../../../src/cli/deploy/deploy';
import { UsageError } from '../../../src/cli/usageError';
import { commandContext, type World } from '../../support/commandLine';
import { wordsOfShell } from '../../support/wordsOfShell';

const page = join(import.meta.dirname, '../../../docs/serving.md');

async function run(args: readonly string[], world: World = {}) {
  const trace = commandContext(world);
  const exit = await deploy.run(args, trace.context);
  return { exit, out: trace.stdout(), err: trace.stderr() };
}

async function refusal(args: readonly string[], world: World = {}): Promise<string> {
  const { context, stdout } = commandContext(world);
  const error: unknown = await deploy.run(args, context).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect(stdout()).toBe('');
  return error instanceof UsageError ? error.message : '';
}

const small = ['--model', 'qwen2.5-coder-7b-instruct', '--gpu-memory', '24'];

describe('trellis deploy', () => {
  it.each(['compose', 'serve', 'kubernetes'])(
    '%s writes a recipe, and remarks beside it',
    async (kind) => {
      const { exit, out, err } = await run([kind, ...small, '--reasoning']);
      expect(exit).toBe('ok');
      expect(out).toContain('Qwen/Qwen2.5-Coder-7B-Instruct');
      expect(err).toContain(
        'no reasoning parser: Qwen/Qwen2.5-Coder-7B-Instruct is not known to think',
      );
      expect(err).toContain('no key');
    },
  );

  it('tells the arithmetic of a recipe, and of one that is refused', async () => {
    const { err } = await run(['serve', ...small, '--explain', '--gpus', '3']);
    expect(err).toMatch(/^tensor parallel 3 +no +3 does not divide the attention heads$/m);
    expect(err).toMatch(/^cache per token +\d+\.0 KiB/m);
    const { context, stderr } = commandContext();
    const large = ['serve', '--model', 'llama-3.3-70b-instruct', '--gpu-memory', '24', '--explain'];
    await expect(deploy.run(large, context)).rejects.toThrow('does not fit on 1 GPU of 24 GB');
    expect(stderr()).toMatch(/^weights +\d+\.\d\d GiB/m);
    expect(stderr()).toMatch(/^cache +0 tokens/m);
  });

  it.each([
    [['compose', '--gpu-memory', '24'], '--model is missing'],
    [['compose', '--model', 'x'], '--gpu-memory is missing'],
    [
      ['compose', '--model', 'x', '--gpu-memory', '24'],
      '--model names neither a model of the table',
    ],
    [['compose', ...small, '--gpus', '0'], '--gpus takes a whole number from 1 to 1024'],
    [['compose', ...small, '--gpu-memory=a'], '--gpu-memory'],
    [
      ['compose', ...small, '--context', '40000'],
      'knows contexts of up to 32768 tokens, not of 40000',
    ],
    [['compose', ...small, '--adapters', 'a'], '--adapters takes NAME=PATH'],
    [
      ['compose', ...small, '--adapters', 'a=/x,y'],
      'a comma that belongs to a path is written \\,',
    ],
    [['compose', ...small, '--adapters', 'a=/x,a=/y'], '--adapters names two adapters alike'],
    [['compose', ...small, '--adapters', 'a='], 'neither empty'],
    [['compose', ...small, '--adapters', 'a=/x\u001b[2J'], 'a single line that can be read'],
    [['compose', ...small, '--key-file', 'a\nb'], 'a single line that can be read'],
    [['swarm', ...small], 'compose, serve, kubernetes'],
    [[], 'say what to do: compose, serve, kubernetes'],
  ])('%j is refused in a sentence', async (args, message) => {
    const words = await refusal(args);
    expect(words).toContain(message);
    expect(words).not.toMatch(/\n/);
  });

  it('says of a model that is larger than all GPUs what each of them lacks', async () => {
    const words = await refusal([
      'compose',
      '--model',
      'qwen2.5-coder-32b-instruct',
      '--gpus',
      '2',
      '--gpu-memory',
      '24',
    ]);
    expect(words).toBe(
      'Qwen/Qwen2.5-Coder-32B-Instruct does not fit on 2 GPUs of 24 GB: each GPU lacks 15.2 GB (35.3 GB are needed, 21.6 GB may be used); with weights of 8 bits it takes 33 GB, with 4 bits half of that',
    );
  });

  it('proposes the context that fits where the named one does not', async () => {
    const words = await refusal([
      'compose',
      '--model',
      'llama-3.1-8b-instruct',
      '--gpu-memory',
      '24',
      '--context',
      '131072',
    ]);
    const [, context = ''] =
      /a context of 131072 tokens does not fit on 1 GPU of 24 GB; (\d+) would/.exec(words) ?? [];
    const { exit } = await run([
      'compose',
      '--model',
      'llama-3.1-8b-instruct',
      '--gpu-memory',
      '24',
      '--context',
      context,
    ]);
    expect(exit).toBe('ok');
  });

  it('takes a comma into a path where it is told to, and adapters from several options', async () => {
    const given = ['--adapters', 'a=/x\\,y,b=/z', '--adapters', 'c=org/name'];
    const { out } = await run(['serve', ...small, ...given]);
    expect(wordsOfShell(out.split(/^exec /m)[1] ?? '').slice(-4)).toEqual([
      ...['--lora-modules', '{"name":"a","path":"/x,y"}', 'b=/z', 'c=org/name'],
    ]);
  });

  describe('of a config.json', () => {
    const config = JSON.stringify({
      ...{ model_type: 'qwen2', hidden_size: 3584, intermediate_size: 18944, vocab_size: 152064 },
      ...{ num_attention_heads: 28, num_key_value_heads: 4, num_hidden_layers: 28 },
    });

    it('takes the file or its folder', async () => {
      const world = { files: { '/m/coder/config.json': config }, folders: ['/m/coder'] };
      const one = await run(['serve', '--model', '/m/coder', '--gpu-memory', '24'], world);
      const other = await run(
        ['serve', '--model', '/m/coder/config.json', '--gpu-memory', '24'],
        world,
      );
      expect(one.out).toContain('exec vllm serve /m/coder ');
      expect(other.out).toBe(one.out);
    });

    it.each([
      [config.replace('"num_attention_heads":28,', ''), 'it has no num_attention_heads'],
      ['{', 'it is not JSON'],
      ['[]', 'it is not an object'],
    ])('says what is wrong with it: %j', async (text, what) => {
      const world = { files: { '/m/config.json': text } };
      const words = await refusal(
        ['serve', '--model', '/m/config.json', '--gpu-memory', '24'],
        world,
      );
      expect(words).toBe(`/m/config.json does not tell what the model needs: ${what}`);
    });
  });
});

describe('docs/serving.md', () => {
  const examples = [
    ...readFileSync(page, 'utf8').matchAll(
      /^```sh\ntrellis (deploy [^]*?)\n```\n([^]*?)(?=^## |$(?![^]))/gm,
    ),
  ];

  it('has four examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  it.each(examples.map(([, command = '', rest = '']) => [command, rest] as const))(
    'shows what is written by: trellis %s',
    async (command, rest) => {
      const [, ...args] = wordsOfShell(command);
      const { out, err } = await run(args);
      const blocks = [...rest.matchAll(/^```(?:yaml|sh|text)\n([^]*?)^```$/gm)].map(
        ([, text]) => text,
      );
      expect(blocks).toEqual([out, err]);
    },
  );
});
