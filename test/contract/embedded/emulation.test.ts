/** Each row of the quirk table, asked over HTTP of engines that take after several releases. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { maxModelLength, modelName } from '../../../src/embedded/identity';
import type { ServerFlags } from '../../../src/embedded/emulation/serverFlags';
import type { Engine } from '../../../src/embedded/startEngine';
import { startTestEngine } from '../../support/testEngine';

const folder = join(import.meta.dirname, '../../../src/embedded/emulation');
const engines = new Map<string, Promise<Engine>>();

/** One engine for each release and set of flags. */
function engineLike(
  emulate: string | undefined,
  flags: Partial<ServerFlags> = {},
): Promise<Engine> {
  const key = JSON.stringify([emulate, flags]);
  const known = engines.get(key) ?? startTestEngine({ folders: [folder], emulate, flags });
  engines.set(key, known);
  return known;
}

afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close();
});

const reasoning = { reasoningParser: 'qwen3' };
const tools: Partial<ServerFlags> = { toolCallParser: 'hermes', autoToolChoice: 'on' };

async function ask(
  engine: Engine,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(new URL(path, engine.baseUrl), {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

const completions = '/v1/completions';
const chat = '/v1/chat/completions';
const load = '/v1/load_lora_adapter';

/** A request that is small and complete but for what a row adds. */
const completion = (fields: object): object => ({
  model: modelName,
  prompt: 'export const ',
  max_tokens: 3,
  ...fields,
});
const user = [{ role: 'user', content: 'export const ' }];
const chatting = (fields: object): object => ({
  model: modelName,
  messages: user,
  max_tokens: 3,
  ...fields,
});
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { enum: ['Oslo', 'Rome'] } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};
const image = [
  {
    role: 'user',
    content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
  },
];
const W = maxModelLength;

type Row = readonly [
  release: string,
  flags: Partial<ServerFlags>,
  path: string,
  body: object | undefined,
  status: number,
  says: string | RegExp,
];

const five = completion({ stop: ['a', 'b', 'c', 'd', 'e'] });
const wide = completion({ use_beam_search: true, n: 11 });
const far = completion({ max_tokens: 100_000 });
const nope = completion({ model: 'nope' });
const both = completion({ structured_outputs: { regex: 'a', choice: ['b'] } });

const rows: Readonly<Record<string, readonly Row[]>> = {
  'shape of errors': [
    ['0.10.0', {}, completions, nope, 404, /^\{"object":"error","message":"The model/],
    [
      '0.10.1',
      {},
      completions,
      nope,
      404,
      /^\{"error":\{"message":"The model `nope` does not exist\.","type":"NotFoundError","param":null,"code":404\}\}$/,
    ],
    ['0.16.0', {}, completions, nope, 404, '"param":"model"'],
    ['0.32.0', {}, completions, nope, 404, `Valid aliases: ${modelName}.`],
    ['rust', {}, completions, nope, 404, '"code":"model_not_found"'],
    ['router', {}, completions, nope, 404, /^\{"error":"Model 'nope' not found/],
    [
      '0.10.2',
      {},
      completions,
      completion({ n: 'x' }),
      400,
      `"[{'type': 'int_parsing', 'loc': ('body', 'n'),`,
    ],
    ['0.16.0', {}, completions, completion({ n: 'x' }), 400, '"type":"Bad Request","param":null'],
    ['0.8.5', {}, completions, completion({ n: 'x' }), 400, '"type":"BadRequestError"'],
    ['0.32.0', {}, completions, completion({ n: 'x' }), 400, '"param":"body.n"'],
  ],
  'checks of the whole request': [
    ['0.16.0', {}, completions, both, 400, 'Value error, You can only use one kind'],
    ['0.32.0', {}, completions, both, 400, `or 'choice'). (parameter=structured_outputs)`],
  ],
  'unknown fields': [
    [
      '0.6.4',
      {},
      completions,
      completion({ structured_outputs: {} }),
      400,
      'Extra inputs are not permitted',
    ],
    ['0.6.5', {}, completions, completion({ structured_outputs: {} }), 200, 'text_completion'],
  ],
  'a missing model': [
    ['0.7.3', {}, completions, { prompt: 'a' }, 400, 'Field required'],
    ['0.8.0', {}, completions, { prompt: 'a' }, 200, 'text_completion'],
    ['router', {}, completions, { prompt: 'a' }, 400, /^\{"error":"Invalid request/],
  ],
  'structured_outputs: {}': [
    ['0.14.0', {}, completions, completion({ structured_outputs: {} }), 200, 'text_completion'],
    [
      '0.16.0',
      {},
      completions,
      completion({ structured_outputs: {} }),
      400,
      'You must use one kind',
    ],
  ],
  'an invalid grammar': [
    [
      '0.16.0',
      {},
      completions,
      completion({ structured_outputs: { grammar: 'root ::= zz' } }),
      400,
      '"message":"Failed to convert the grammar from GBNF to Lark',
    ],
    [
      '0.32.0',
      {},
      completions,
      completion({ structured_outputs: { grammar: 'root ::= zz' } }),
      400,
      'Invalid grammar specification: ',
    ],
    [
      '0.10.2',
      {},
      completions,
      completion({ guided_regex: '(a', stream: true }),
      200,
      /^data: \{"error":\{"message":"Grammar error.*\n\ndata: \[DONE\]\n\n$/,
    ],
    [
      '0.10.0',
      {},
      completions,
      completion({ guided_regex: '(a', stream: true }),
      200,
      /^data: \{"error":\{"object":"error"/,
    ],
  ],
  'stop strings': [
    ['0.27.0', {}, completions, five, 200, 'text_completion'],
    ['0.28.0', {}, completions, five, 400, 'at most 4 items after validation, not 5'],
  ],
  temperature: [
    ['0.20.0', {}, completions, completion({ temperature: 3 }), 200, 'text_completion'],
    [
      '0.24.0',
      {},
      completions,
      completion({ temperature: 3 }),
      400,
      'temperature must be in [0, 2], got 3.0.',
    ],
  ],
  'n greedy': [
    [
      '0.10.2',
      {},
      completions,
      completion({ temperature: 0, n: 2 }),
      400,
      'n must be 1 when using greedy sampling, got 2.',
    ],
    ['rust', {}, completions, completion({ n: 2 }), 400, '"code":"invalid_request_error"'],
  ],
  suffix: [
    [
      '0.30.0',
      {},
      completions,
      completion({ suffix: 'x' }),
      400,
      'suffix is not currently supported',
    ],
    [
      '0.31.0',
      {},
      completions,
      completion({ suffix: 'x' }),
      400,
      'suffix is only supported for models with FIM completion rendering',
    ],
  ],
  'max_tokens over the window': [
    [
      '0.10.2',
      {},
      completions,
      far,
      400,
      `This maximum context length is ${W - 100_000} tokens. However, your request has`,
    ],
    [
      '0.8.5',
      {},
      completions,
      far,
      400,
      `maximum context length is ${W} tokens. However, you requested`,
    ],
    [
      '0.16.0',
      {},
      completions,
      far,
      400,
      `max_tokens=100000cannot be greater than max_model_len=max_total_tokens=${W}.`,
    ],
    [
      '0.30.0',
      {},
      completions,
      far,
      400,
      `max_tokens=100000 cannot be greater than max_model_len=max_total_tokens=${W}.`,
    ],
    [
      '0.31.0',
      {},
      completions,
      far,
      400,
      `max_tokens=100000 cannot be greater than max_model_len=${W}.`,
    ],
    [
      '0.10.2',
      {},
      completions,
      completion({ max_tokens: -1 }),
      400,
      /"max_tokens must be at least 1, got -1\."/,
    ],
  ],
  'prompt and answer over the window': [
    [
      '0.16.0',
      {},
      completions,
      completion({ max_tokens: W }),
      400,
      'You passed 1 input tokens and requested',
    ],
    [
      '0.30.0',
      {},
      completions,
      completion({ max_tokens: W }),
      400,
      `for a total of at least ${W + 1} tokens`,
    ],
    ['0.10.2', {}, chat, chatting({ max_tokens: W }), 400, 'is too large'],
    [
      '0.32.0',
      {},
      completions,
      completion({ max_tokens: W, stop: ['\n'] }),
      200,
      'text_completion',
    ],
  ],
  'beams that are too wide': [
    [
      '0.10.2',
      {},
      completions,
      wide,
      400,
      '"Requested sample logprobs of 22, which is is greater than max allowed: 20"',
    ],
    [
      '0.16.0',
      {},
      completions,
      wide,
      400,
      'which is greater than max allowed: 20 (parameter=logprobs, value=22)',
    ],
    ['0.32.0', { maxLogprobs: 22 }, completions, wide, 200, 'text_completion'],
    ['0.6.2', {}, completions, completion({ use_beam_search: true, n: 2 }), 400, 'deprecated'],
  ],
  'streamed beams': [
    [
      '0.16.0',
      {},
      completions,
      completion({ use_beam_search: true, n: 2, stream: true }),
      200,
      /^data: \{.*"usage".*\}\n\ndata: \[DONE\]\n\n$/,
    ],
    [
      '0.18.0',
      {},
      completions,
      completion({ use_beam_search: true, n: 2, stream: true }),
      400,
      'Streaming is not currently supported with beam search',
    ],
    ['rust', {}, completions, completion({ use_beam_search: true }), 400, 'use_beam_search'],
  ],
  tools: [
    ['0.18.0', {}, chat, chatting({ tools: [] }), 200, 'chat.completion'],
    ['0.20.0', {}, chat, chatting({ tools: [] }), 400, '`tools` must not be an empty array'],
    [
      '0.10.2',
      {},
      chat,
      chatting({ tools: [weather] }),
      400,
      'tool choice requires --enable-auto-tool-choice',
    ],
    [
      '0.12.0',
      {},
      chat,
      chatting({ tools: [weather], tool_choice: 'required', max_tokens: 100 }),
      200,
      '"tool_calls":[{',
    ],
    [
      '0.14.0',
      {},
      chat,
      chatting({ tools: [weather], tool_choice: 'required' }),
      400,
      'requires --tool-call-parser to be set',
    ],
    [
      '0.8.2',
      {},
      chat,
      chatting({ tools: [weather], tool_choice: 'required' }),
      400,
      'Currently only named tools',
    ],
    [
      '0.16.0',
      tools,
      chat,
      chatting({ tools: [weather], tool_choice: 'required', max_tokens: 20 }),
      400,
      'Invalid JSON: EOF while parsing',
    ],
    [
      '0.32.0',
      tools,
      chat,
      chatting({ tools: [weather], tool_choice: 'required', max_tokens: 20 }),
      200,
      /"content":"<tool_call>.*"finish_reason":"length"/,
    ],
    ['0.20.0', {}, chat, chatting({}), 200, '"tool_calls":[]'],
    ['0.24.0', {}, chat, chatting({}), 200, /^(?!.*tool_calls)/],
  ],
  adapters: [
    [
      '0.16.0',
      {},
      load,
      { lora_name: 'q', lora_path: '/home/none' },
      404,
      'Call to add_lora method failed: Loading lora q failed: No adapter found for /home/none',
    ],
    [
      '0.32.0',
      {},
      load,
      { lora_name: 'q', lora_path: '/home/none' },
      404,
      '"Loading lora q failed: No adapter found for <path>"',
    ],
    [
      '0.10.2',
      { lora: 'off' },
      load,
      { lora_name: 'q', lora_path: 'a' },
      400,
      '"Call to add_lora method failed: LoRA is not enabled."',
    ],
    [
      '0.32.0',
      { lora: 'off' },
      load,
      { lora_name: 'q', lora_path: 'a' },
      500,
      "Worker failed with error 'LoRA is not enabled. Use --enable-lora to enable LoRA.'",
    ],
    [
      '0.32.0',
      { lora: 'fixed' },
      load,
      { lora_name: 'q', lora_path: 'a' },
      404,
      '{"detail":"Not Found"}',
    ],
    ['router', {}, load, { lora_name: 'q', lora_path: 'a' }, 404, '{"detail":"Not Found"}'],
    [
      '0.31.0',
      {},
      load,
      { lora_name: modelName, lora_path: 'a' },
      400,
      'conflicts with a served base model',
    ],
    ['0.30.0', {}, load, { lora_name: modelName, lora_path: 'a' }, 404, 'No adapter found'],
  ],
  images: [
    ['0.10.2', {}, chat, chatting({ messages: image }), 400, 'is not a multimodal model None'],
    [
      '0.16.0',
      {},
      chat,
      chatting({ messages: image }),
      400,
      /"embedded n-gram engine.* is not a multimodal model"/,
    ],
    [
      '0.32.0',
      {},
      chat,
      chatting({ messages: image }),
      400,
      `${modelName} is not a multimodal model`,
    ],
  ],
  answers: [
    ['0.16.0', {}, completions, completion({}), 200, '"system_fingerprint":null'],
    ['0.24.0', {}, completions, completion({}), 200, '"system_fingerprint":"vllm-0.24.0-'],
    ['0.16.0', reasoning, chat, chatting({}), 200, '"prompt_tokens_details":null,"prompt_tokens"'],
    ['0.27.0', {}, chat, chatting({}), 200, /^(?!.*completion_tokens_details)/],
    ['0.28.0', {}, chat, chatting({}), 200, '"completion_tokens_details":null'],
    [
      '0.32.0',
      reasoning,
      chat,
      chatting({}),
      200,
      '"completion_tokens_details":{"reasoning_tokens":3}',
    ],
    ['0.9.2', {}, completions, completion({ request_id: 'mine' }), 200, /^(?!.*mine)/],
    ['0.10.1', {}, completions, completion({ request_id: 'mine' }), 200, '"id":"cmpl-mine"'],
  ],
  'what partitions the cache': [
    ['0.8.5', {}, chat, chatting({ cache_salt: '' }), 200, 'chat.completion'],
    ['0.9.0', {}, chat, chatting({ cache_salt: '' }), 400, 'must be a non-empty string'],
    ['0.9.2', {}, completions, completion({ cache_salt: 5 }), 200, 'text_completion'],
    ['0.10.0', {}, completions, completion({ cache_salt: 5 }), 400, 'must be a non-empty string'],
    ['0.29.0', {}, chat, chatting({ cache_salt: 'a/b' }), 200, 'chat.completion'],
    ['0.30.0', {}, chat, chatting({ cache_salt: 'a/b' }), 400, 'at most 128 characters'],
    ['0.30.0', {}, chat, chatting({ cache_salt: 'x'.repeat(129) }), 400, '(parameter=cache_salt)'],
    ['0.30.0', {}, chat, chatting({ cache_salt: 'x'.repeat(128) }), 200, 'chat.completion'],
  ],
  'arguments for media': [
    ['0.30.0', {}, chat, chatting({ mm_processor_kwargs: { a: 1 } }), 200, 'chat.completion'],
    [
      '0.31.0',
      {},
      chat,
      chatting({ mm_processor_kwargs: { a: 1 } }),
      400,
      '--trust-request-mm-kwargs',
    ],
    ['0.31.0', {}, chat, chatting({ mm_processor_kwargs: {} }), 200, 'chat.completion'],
    ['0.31.0', {}, completions, completion({ media_io_kwargs: { a: {} } }), 400, 'media loading'],
    ['rust', {}, chat, chatting({ mm_processor_kwargs: {} }), 400, '`mm_processor_kwargs` is not'],
  ],
  'effort and budget': [
    ['0.10.0', {}, chat, chatting({ reasoning_effort: 'max' }), 200, 'chat.completion'],
    ['0.10.1', {}, chat, chatting({ reasoning_effort: 'none' }), 400, `'low', 'medium' or 'high'`],
    ['0.23.0', {}, chat, chatting({ reasoning_effort: 'low' }), 200, 'chat.completion'],
    ['0.24.0', {}, chat, chatting({ reasoning_effort: 'none' }), 200, 'chat.completion'],
    ['0.24.0', {}, chat, chatting({ reasoning_effort: 'foo' }), 400, `'xhigh' or 'max'`],
    ['0.19.0', reasoning, chat, chatting({ thinking_token_budget: 'x' }), 200, 'chat.completion'],
    [
      '0.20.0',
      reasoning,
      chat,
      chatting({ thinking_token_budget: 'x' }),
      400,
      'or -1 for unlimited',
    ],
    ['0.20.0', {}, completions, completion({ thinking_token_budget: -5 }), 200, 'text_completion'],
    ['0.24.0', {}, completions, completion({ thinking_token_budget: -5 }), 400, 'value=-5'],
  ],
  'faults found before a stream or in it': [
    [
      '0.16.0',
      {},
      chat,
      chatting({ structured_outputs: { regex: '(a' }, stream: true }),
      400,
      /^\{"error":\{"message":"Grammar error: .*\\n","type"/,
    ],
    [
      '0.10.2',
      {},
      completions,
      completion({ logprobs: 21, stream: true }),
      200,
      /^data: \{"error"/,
    ],
    ['0.11.0', {}, completions, completion({ logprobs: 21, stream: true }), 400, /^\{"error"/],
    [
      '0.32.0',
      {},
      completions,
      completion({ logprobs: 21, stream: true }),
      200,
      /^data: \{"error"/,
    ],
  ],
  'a constraint that is read and not followed': [
    [
      '0.32.0',
      reasoning,
      completions,
      completion({ structured_outputs: { grammar: 'root ::= zz' } }),
      400,
      `Rule 'zz' not found`,
    ],
    [
      '0.32.0',
      reasoning,
      completions,
      completion({ structured_outputs: { json: { multipleOf: 3 } } }),
      200,
      'text_completion',
    ],
    [
      '0.32.0',
      {},
      completions,
      completion({ structured_outputs: { json: { multipleOf: 3 } } }),
      400,
      'a limit of the embedded engine',
    ],
  ],
  'exceptions that nobody foresaw': [
    [
      '0.14.0',
      {},
      completions,
      completion({ response_format: { type: 'json_schema' } }),
      400,
      `the 'json_schema' field must be provided`,
    ],
    [
      '0.16.0',
      {},
      completions,
      completion({ response_format: { type: 'json_schema' } }),
      200,
      /^\{"error":\{"message":"","type":"InternalServerError","param":null,"code":500\}\}$/,
    ],
    [
      '0.32.0',
      {},
      completions,
      completion({ structured_outputs: 'x' }),
      500,
      `'str' object has no attribute 'get'`,
    ],
    ['0.31.0', {}, completions, [], 500, /^Internal Server Error$/],
    ['0.32.0', {}, completions, [], 400, 'Input should be a valid dictionary or object'],
  ],
  'a structural tag': [
    [
      '0.8.4',
      {},
      chat,
      chatting({ response_format: { type: 'structural_tag', structures: [], triggers: [] } }),
      400,
      `Input should be 'text', 'json_object' or 'json_schema'`,
    ],
    [
      '0.8.5',
      {},
      chat,
      chatting({
        response_format: {
          type: 'structural_tag',
          structures: [{ begin: '<x>', schema: {}, end: '</x>' }],
          triggers: ['<x'],
        },
      }),
      200,
      'chat.completion',
    ],
  ],
  truncation: [
    [
      '0.31.0',
      {},
      completions,
      completion({ truncate_prompt_tokens: 0 }),
      400,
      '>= 1 or -1, got 0',
    ],
    ['0.32.0', {}, completions, completion({ truncate_prompt_tokens: 0 }), 400, 'cannot be empty'],
    [
      '0.31.0',
      {},
      completions,
      completion({ truncate_prompt_tokens: W }),
      400,
      `cannot be greater than max_model_len - max_tokens = ${W - 3}.`,
    ],
    ['0.32.0', {}, completions, completion({ truncate_prompt_tokens: W }), 200, 'text_completion'],
    [
      '0.32.0',
      {},
      completions,
      completion({ truncate_prompt_tokens: W + 1 }),
      400,
      `cannot be greater than max_model_len = ${W}.`,
    ],
  ],
  'members of answers': [
    [
      '0.6.4',
      {},
      chat,
      chatting({}),
      200,
      /"message":\{"role":"assistant","content":"[^"]*","tool_calls":\[\]\},/,
    ],
    ['0.6.4', {}, chat, chatting({}), 200, /^(?!.*(?:token_ids|service_tier|params|metrics))/],
    [
      '0.10.1',
      {},
      completions,
      completion({}),
      200,
      '"service_tier":null,"system_fingerprint":null',
    ],
    ['0.8.5', {}, completions, completion({}), 200, /^(?!.*kv_transfer_params)/],
    ['0.9.0', {}, completions, completion({}), 200, '"kv_transfer_params":null'],
    ['0.10.1', {}, completions, completion({}), 200, /^(?!.*token_ids)/],
    ['0.10.2', {}, completions, completion({}), 200, '"prompt_token_ids":null'],
    ['0.23.0', {}, chat, chatting({}), 200, /^(?!.*prompt_text)/],
    ['0.24.0', {}, chat, chatting({}), 200, '"prompt_text":null'],
    ['0.27.0', {}, completions, completion({}), 200, /^(?!.*metrics)/],
    ['0.28.0', {}, completions, completion({}), 200, '"metrics":null'],
    ['0.31.0', {}, completions, completion({}), 200, /^(?!.*(?:routed_experts|ec_transfer))/],
    [
      '0.32.0',
      {},
      completions,
      completion({}),
      200,
      /"routed_experts":null.*"ec_transfer_params":null/,
    ],
    ['0.31.0', {}, completions, completion({ stream: true }), 200, '"usage":null'],
    ['0.32.0', {}, completions, completion({ stream: true }), 200, /^(?!.*usage)/s],
  ],
  routes: [
    ['0.11.1rc2.dev3+g1', {}, '/version', undefined, 200, '{"version":"0.11.1rc2.dev3+g1"}'],
    ['router', {}, '/version', undefined, 200, /^\{"version":"0\.1\.\d+"\}$/],
    ['0.32.0', {}, '/v1/completions/render', {}, 403, 'Scale-out endpoints are disabled'],
    ['0.31.0', {}, '/v1/completions/render', {}, 404, '{"detail":"Not Found"}'],
    ['0.32.0', {}, '/v1/systemone', {}, 400, 'body.questions'],
    ['0.32.0', {}, '/v1/systemone', { state: 1, questions: {} }, 501, 'structured decision API'],
    ['0.32.0', {}, '/v1/messages/render', {}, 403, 'Scale-out endpoints are disabled'],
    ['0.6.5', {}, '/ping', undefined, 404, '{"detail":"Not Found"}'],
    ['0.8.2', {}, '/metrics', undefined, 200, /^vllm:num_requests_running\{model_name=/m],
    [
      '0.8.3',
      {},
      '/metrics',
      undefined,
      200,
      /^vllm:num_requests_waiting\{engine="0",model_name=/m,
    ],
    ['router', {}, '/metrics', undefined, 200, 'vllm:num_requests_running{server='],
  ],
};

describe.each(Object.entries(rows))('%s', (_what, cases) => {
  it.each(cases)(
    'as %s with %j at %s of %j: %i %s',
    async (release, flags, path, body, status, says) => {
      const engine = await engineLike(release, flags);
      const answer = await ask(engine, path, body);
      // Messages are compared as they read, not as JSON escapes them.
      const text = answer.text.replaceAll('\\"', '"');
      expect([answer.status, text]).toEqual([
        status,
        typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
      ]);
    },
  );
});

interface Chat {
  readonly choices: readonly {
    readonly message: Readonly<Record<string, unknown>> & { readonly content: string | null };
    readonly finish_reason: string;
  }[];
}

async function message(
  release: string | undefined,
  flags: Partial<ServerFlags>,
  fields: object,
): Promise<Chat['choices'][number]> {
  const { status, text } = await ask(await engineLike(release, flags), chat, chatting(fields));
  expect([status, text]).toEqual([200, text]);
  const [choice] = (JSON.parse(text) as Chat).choices;
  if (choice === undefined) throw new Error('no choice');
  return choice;
}

describe('constraints', () => {
  const regex = '[QZ]{7}';
  const asked = { max_tokens: 40, temperature: 0 };
  it.each([
    ['0.10.2', 'guided_regex', true],
    ['0.10.2', 'structured_outputs', false],
    ['0.11.0', 'guided_regex', true],
    ['0.11.0', 'structured_outputs', true],
    ['0.12.0', 'guided_regex', false],
    ['0.32.0', 'structured_outputs', true],
    [undefined, 'guided_regex', true],
  ])('as %s %s is followed: %s', async (release, field, followed) => {
    const value = field === 'guided_regex' ? regex : { regex };
    const engine = await engineLike(release);
    const { text } = await ask(engine, completions, completion({ ...asked, [field]: value }));
    expect(/"text":"[QZ]{7}"/.test(text)).toBe(followed);
  });

  it.each([
    ['export const ', false],
    ['</think>export const ', true],
    ['</think>a<think>export const ', false],
  ])('after %j with a reasoning parser are followed: %s', async (prompt, followed) => {
    for (const [release, fields] of [
      ['0.10.2', { guided_regex: regex }],
      ['0.32.0', { structured_outputs: { regex } }],
    ] as const) {
      const engine = await engineLike(release, reasoning);
      const body = completion({ ...asked, prompt, ...fields });
      expect(/"text":"[QZ]{7}"/.test((await ask(engine, completions, body)).text)).toBe(followed);
    }
  });

  it('are ignored with beams', async () => {
    const engine = await engineLike('0.32.0');
    const body = completion({ use_beam_search: true, structured_outputs: { regex } });
    expect((await ask(engine, completions, body)).text).not.toMatch(/"text":"[QZ]/);
  });

  it.each([
    ['0.10.2', 'reasoning_content', { guided_regex: regex }],
    ['0.16.0', 'reasoning', { structured_outputs: { regex } }],
    ['0.32.0', 'reasoning', { structured_outputs: { regex } }],
  ])('as %s bind the answer and leave the thought in %s free', async (release, field, fields) => {
    const { message: told } = await message(release, reasoning, { ...fields, max_tokens: 400 });
    expect(told[field]).toMatch(/token|Likely|nothing/);
    expect(told.content).toMatch(/^\s*[QZ]{7}$/);
    const other = field === 'reasoning' ? 'reasoning_content' : 'reasoning';
    expect(told).not.toHaveProperty(other);
  });

  it('bind at once and are lost where the thought is hidden', async () => {
    const fields = { structured_outputs: { regex }, include_reasoning: false, max_tokens: 400 };
    const { message: told } = await message('0.32.0', reasoning, fields);
    expect(told).toMatchObject({ content: null, reasoning: null });
  });

  it('of a structural tag hold inside it and leave prose free', async () => {
    const tag = (begin: string) => ({
      type: 'structural_tag',
      format: {
        type: 'triggered_tags',
        triggers: ['<x'],
        tags: [{ begin, content: { type: 'regex', pattern: '[QZ]{7}' }, end: '</x>' }],
        at_least_one: false,
      },
    });
    const free = await message(
      '0.32.0',
      {},
      {
        structured_outputs: { structural_tag: JSON.stringify(tag('<x>')) },
        max_tokens: 30,
      },
    );
    expect(free.message.content).not.toMatch(/[QZ]{7}/);
    const only = { type: 'structural_tag', format: { ...tag('<x>').format.tags[0], type: 'tag' } };
    const forced = await message(
      '0.32.0',
      {},
      {
        structured_outputs: { structural_tag: JSON.stringify(only) },
        max_tokens: 60,
      },
    );
    expect(forced.message.content).toMatch(/^<x>[QZ]{7}<\/x>$/);
  });
});

describe('thoughts', () => {
  it('are none of the plain engine unless asked for', async () => {
    const plain = await message(undefined, {}, { max_tokens: 300 });
    expect(plain.message.content).not.toContain('<think>');
    const asked = { chat_template_kwargs: { enable_thinking: true }, max_tokens: 300 };
    const thinking = await message(undefined, {}, asked);
    expect(thinking.message.content).toMatch(/^<think>\n.*\n<\/think>\n\n/s);
    expect(thinking.message['reasoning']).toBeNull();
  });

  it('tell what the answer was decided on', async () => {
    const { message: told } = await message('0.32.0', reasoning, { max_tokens: 300 });
    expect(told['reasoning']).toMatch(/"export const ?"/);
  });

  it('end at their budget', async () => {
    const fields = { thinking_token_budget: 3, max_tokens: 200 };
    const { message: told } = await message('0.32.0', reasoning, fields);
    expect(String(told['reasoning']).length).toBeLessThan(20);
    expect(told.content).not.toBeNull();
    const ignored = await message('0.16.0', reasoning, fields);
    expect(String(ignored.message['reasoning']).length).toBeGreaterThan(20);
  });

  it.each([
    ['0.16.0', { content: expect.stringMatching(/^<think>/) as unknown, reasoning: null }],
    ['0.32.0', { content: null, reasoning: expect.stringMatching(/./) as unknown }],
  ])('that are cut are told by %s in its way', async (release, told) => {
    const { message: cut, finish_reason: reason } = await message(release, reasoning, {
      max_tokens: 4,
    });
    expect(cut).toMatchObject(told);
    expect(reason).toBe('length');
  });

  it.each([
    ['0.16.0', { content: expect.stringMatching(/./) as unknown, reasoning: null }],
    ['0.32.0', { content: null, reasoning: expect.stringMatching(/./) as unknown }],
  ])('in a prefill make %s tell the rest in its way', async (release, told) => {
    const fields = {
      messages: [...user, { role: 'assistant', content: '<think>\nx\n</think>\n\nexport const ' }],
      add_generation_prompt: false,
      continue_final_message: true,
    };
    expect((await message(release, reasoning, fields)).message).toMatchObject(told);
  });

  it('stream as they are collected', async () => {
    const engine = await engineLike('0.15.0', reasoning);
    const fields = { max_tokens: 300, temperature: 0 };
    const whole = await message('0.15.0', reasoning, fields);
    const { text } = await ask(engine, chat, chatting({ ...fields, stream: true }));
    const joined = (field: string): string =>
      deltas(text)
        .map((delta) => (typeof delta[field] === 'string' ? delta[field] : ''))
        .join('');
    expect(joined('reasoning')).toBe(whole.message['reasoning']);
    expect(joined('reasoning_content')).toBe(whole.message['reasoning_content']);
    expect(joined('content')).toBe(whole.message.content);
  });
});

function deltas(text: string): readonly Readonly<Record<string, unknown>>[] {
  return [...text.matchAll(/^data: (\{.*)$/gm)].flatMap(([, data]) =>
    (JSON.parse(data ?? '') as { choices: { delta: Record<string, unknown> }[] }).choices.map(
      ({ delta }) => delta,
    ),
  );
}

describe('tool calls', () => {
  interface Call {
    readonly function: { readonly name: string; readonly arguments: string };
  }
  const strict = { ...weather, function: { ...weather.function, strict: true } };
  const named = { type: 'function', function: { name: 'weather' } };

  it.each([
    ['required', 'required', 'tool_calls'],
    ['named', named, 'stop'],
  ])('that are %s end as vLLM ends them', async (_what, choice, reason) => {
    const fields = { tools: [strict], tool_choice: choice, max_tokens: 200 };
    const told = await message('0.32.0', tools, fields);
    const calls = told.message['tool_calls'] as readonly Call[];
    expect(told.finish_reason).toBe(reason);
    expect(told.message.content).toBeNull();
    for (const { function: call } of calls) {
      expect(call.name).toBe('weather');
      expect(['Oslo', 'Rome']).toContain((JSON.parse(call.arguments) as { city: string }).city);
    }
    expect(calls.length).toBeGreaterThan(0);
  });

  it.each([
    ['0.30.0', 'unsaid', true],
    ['0.32.0', 'unsaid', false],
    ['0.32.0', 'strict', true],
  ])('as %s follow a schema that is %s strict: %s', async (release, kind, bound) => {
    const tool = kind === 'strict' ? strict : weather;
    const fields = { tools: [tool], tool_choice: named, max_tokens: 300, temperature: 1 };
    const answers: boolean[] = [];
    for (const seed of [1, 2, 3, 4]) {
      const told = await message(release, tools, { ...fields, seed });
      const [call] = (told.message['tool_calls'] ?? []) as readonly Call[];
      // A call that was cut is text.
      const text = call?.function.arguments ?? '';
      answers.push(/^\{\s*"city":\s*"(?:Oslo|Rome)"\s*\}$/.test(text));
    }
    expect(answers.every((answer) => answer)).toBe(bound);
  });

  it('stream their name once and their arguments in pieces', async () => {
    const engine = await engineLike('0.32.0', tools);
    const fields = { tools: [strict], tool_choice: named, max_tokens: 200, stream: true };
    const { text } = await ask(engine, chat, chatting(fields));
    const calls = deltas(text).flatMap(
      (delta) => (delta['tool_calls'] ?? []) as (Partial<Call> & { readonly id?: string })[],
    );
    expect(calls.filter(({ id }) => id !== undefined)).toHaveLength(1);
    const joined = calls.map(({ function: call }) => call?.arguments ?? '').join('');
    expect(['Oslo', 'Rome']).toContain((JSON.parse(joined) as { city: string }).city);
  });

  it('are not made when none may be', async () => {
    const told = await message('0.32.0', tools, { tools: [strict], tool_choice: 'none' });
    expect(told.message).not.toHaveProperty('tool_calls');
  });
});

it('an echoed prompt is scored, and what was learnt scores better than what was not', async () => {
  const engine = await engineLike(undefined);
  const score = async (prompt: string): Promise<readonly (number | null)[]> => {
    const body = completion({ prompt, echo: true, max_tokens: 0, logprobs: 1 });
    const { text } = await ask(engine, completions, body);
    const { choices } = JSON.parse(text) as {
      choices: { text: string; logprobs: { tokens: string[]; token_logprobs: number[] } }[];
    };
    expect(choices[0]?.text).toBe(prompt);
    expect(choices[0]?.logprobs.tokens.join('')).toBe(prompt);
    return choices[0]?.logprobs.token_logprobs ?? [];
  };
  const mean = ([first, ...rest]: readonly (number | null)[]): number => {
    expect(first).toBeNull();
    return rest.reduce<number>((sum, each) => sum + (each ?? Number.NaN), 0) / rest.length;
  };
  const learnt = mean(await score('export interface QuirkRow'));
  expect(learnt).toBeGreaterThan(mean(await score('interface Zebra export lorem')));
  expect(learnt).toBeLessThanOrEqual(0);
});

it('beams come ranked, are not stopped, and tell their log-probabilities', async () => {
  const engine = await engineLike('0.32.0');
  const body = completion({
    prompt: 'export const ',
    use_beam_search: true,
    n: 3,
    max_tokens: 6,
    logprobs: 1,
    stop: ['a', 'e', '=', ' '],
    ignore_eos: true,
  });
  const { text } = await ask(engine, completions, body);
  const { choices } = JSON.parse(text) as {
    choices: { text: string; logprobs: { token_logprobs: number[] }; finish_reason: string }[];
  };
  const sums = choices.map(({ logprobs }) => logprobs.token_logprobs.reduce((a, b) => a + b, 0));
  expect(new Set(choices.map((choice) => choice.text)).size).toBe(3);
  expect(sums).toEqual([...sums].sort((a, b) => b - a));
  for (const choice of choices) {
    expect([choice.logprobs.token_logprobs.length, choice.finish_reason]).toEqual([6, 'length']);
  }
});

it.each([
  ['0.8.5', 'the base model'],
  ['0.9.1', 'the adapter'],
])('as %s beams under an adapter are those of %s', async (release, whose) => {
  const engine = await engineLike(release);
  const lora_path = join(import.meta.dirname, '../../../examples/greenhouse/src');
  const fields = {
    prompt: 'export class Greenhouse {\n',
    use_beam_search: true,
    n: 2,
    max_tokens: 8,
  };
  await ask(engine, load, { lora_name: 'green', lora_path });
  const texts = async (model: string): Promise<readonly string[]> => {
    const { status, text } = await ask(engine, completions, completion({ ...fields, model }));
    expect([status, text]).toEqual([200, text]);
    return (JSON.parse(text) as { choices: { text: string }[] }).choices.map((each) => each.text);
  };
  const same = (await texts('green')).join() === (await texts(modelName)).join();
  expect(same).toBe(whose === 'the base model');
  await ask(engine, '/v1/unload_lora_adapter', { lora_name: 'green' });
});

it('a key guards what lies below /v1', async () => {
  const engine = await engineLike('0.32.0', { apiKey: 'k' });
  expect(await ask(engine, '/v1/models')).toEqual({
    status: 401,
    text: '{"error":"Unauthorized"}',
  });
  expect((await ask(engine, '/tokenize', { prompt: 'a' })).status).toBe(200);
  const headers = { authorization: 'Bearer k' };
  expect((await fetch(`${engine.baseUrl}/models`, { headers })).status).toBe(200);
});
