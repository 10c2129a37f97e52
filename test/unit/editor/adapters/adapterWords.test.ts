import { describe, expect, it } from 'vitest';
import {
  problemWithAdapterName,
  questionBeforeUnloading,
  wordsForRefusal,
} from '../../../../src/editor/adapters/adapterWords';
import { ProviderError } from '../../../../src/provider/errors';
import { readErrorBody, toProviderError } from '../../../../src/provider/wire/errorBody';

const address = 'http://gpu:8000/v1';

/** The error that an answer of the server becomes. */
function answered(status: number, body: object): ProviderError {
  return toProviderError(status, readErrorBody(JSON.stringify(body)), address);
}

function error(status: number, message: string, type = 'InternalServerError'): ProviderError {
  return answered(status, { error: { message, type, param: null, code: status } });
}

const added = 'Call to add_lora method failed: ';

describe('a refused adapter', () => {
  const rows: readonly [name: string, error: ProviderError, says: string][] = [
    [
      'names the switch of the routes',
      answered(404, { detail: 'Not Found' }),
      'VLLM_ALLOW_RUNTIME_LORA_UPDATING=True',
    ],
    [
      'names the switch of LoRA',
      error(
        500,
        `${added}Worker failed with error 'LoRA is not enabled. Use --enable-lora to enable LoRA.', please check`,
      ),
      '--enable-lora',
    ],
    [
      'names the switch of LoRA on old servers',
      error(400, `${added}LoRA is not enabled.`, 'BadRequestError'),
      '--enable-lora',
    ],
    [
      'says where the path is looked for',
      error(404, 'Loading lora style failed: No adapter found for <path>', 'NotFoundError'),
      '“/adapters/style”',
    ],
    [
      'says where the path is looked for on old servers',
      error(
        400,
        `${added}Loading lora style failed: No adapter found for /adapters/style`,
        'BadRequestError',
      ),
      "the server's machine",
    ],
    [
      'names the rank that the server would need',
      error(
        500,
        `${added}Worker failed with error 'LoRA rank 48 is greater than max_lora_rank 16.', please check`,
      ),
      '--max-lora-rank 64',
    ],
    [
      'says that the weights fit another model',
      error(
        500,
        `While loading <path>, expected target modules in ['q_proj'] but received ['wq']. Please verify that the loaded LoRA module is correct`,
      ),
      'a different model',
    ],
    [
      'says so of weights of another shape',
      error(500, `${added}The size of tensor a (256) must match the size of tensor b (512)`),
      'a different model',
    ],
    [
      'says that the name is taken',
      error(400, "The lora adapter 'style' has already been loaded.", 'InvalidUserInput'),
      'already has an adapter named “style”',
    ],
    [
      'says that the name is the base model’s',
      error(
        400,
        "The lora adapter 'style' conflicts with a served base model.",
        'InvalidUserInput',
      ),
      'a model on the server',
    ],
    [
      'says that the server is not vLLM',
      new ProviderError('unsupported', 'only vLLM'),
      'is not vLLM',
    ],
    [
      'repeats the server’s own words otherwise',
      error(500, `${added}disk quota exceeded`),
      'disk quota exceeded',
    ],
    [
      'says that nothing answers',
      new ProviderError('unreachable', 'ECONNREFUSED'),
      'Nothing answers',
    ],
  ];
  it.each(rows)('%s', (_name, cause, says) => {
    const attempt = { route: 'load', name: 'style', path: '/adapters/style', address } as const;
    expect(wordsForRefusal(cause, attempt)).toContain(says);
  });

  it('that is unknown when it is unloaded is named', () => {
    const cause = error(404, "The lora adapter 'style' cannot be found.", 'NotFoundError');
    const attempt = { route: 'unload', name: 'style', path: '', address } as const;
    expect(wordsForRefusal(cause, attempt)).toContain('no longer has an adapter named “style”');
  });
});

it('a name must be given, and must be new', () => {
  expect(problemWithAdapterName('  ', [])).toBe('Enter a name');
  expect(problemWithAdapterName(' coder ', ['coder'])).toContain('already has');
  expect(problemWithAdapterName('style-v2', ['coder'])).toBeUndefined();
});

describe('before an adapter is unloaded', () => {
  const about = { name: 'style-v7', address };

  it('it is said from which server, and that everybody loses it', () => {
    const question = questionBeforeUnloading(about, 'configured');
    expect(question).toMatch(/^Unload “style-v7” for everyone\?/);
    expect(question).toContain(address);
  });

  it('nobody else is named where only this window has it', () => {
    expect(questionBeforeUnloading(about, 'embedded')).not.toMatch(/everyone|http/);
  });
});
