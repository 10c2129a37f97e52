import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../../src/base/redaction';
import { givenSecrets, type CommandSecrets } from '../../../src/cli/givenSecrets';

function shown(text: string, { args = [], env = {} }: Partial<CommandSecrets>): string {
  const { learn, redact } = createRedaction();
  for (const secret of givenSecrets({ args, env })) learn(secret.text, secret.kind);
  return redact(text);
}

describe('a key or password that was given', () => {
  it.each([
    [['--api-key', 'sk-abc123def']],
    [['--api-key=sk-abc123def']],
    [['--api-key', 'Bearer sk-abc123def\n']],
    [['-api-key=sk-abc123def']],
    [['--apikey', 'sk-abc123def']],
    [['--token=sk-abc123def']],
    [['--header', 'Authorization: Bearer sk-abc123def']],
    [['--header', 'Authorization Bearer sk-abc123def']],
    [['--header', 'Authorization=sk-abc123def']],
    [['--header=X-Key:sk-abc123def']],
    [['--header', 'sk-abc123def']],
    [['--header', 'Authorization:', 'Bearer', 'sk-abc123def']],
    [['--headers', 'X-Key: sk-abc123def']],
    [['-H', 'Bearer sk-abc123def']],
    [['generate', 'Bearer', 'sk-abc123def']],
    [['--base-url', 'http://ann:sk-abc123def@gpu']],
    [['--base-url=ann:sk-abc123def@gpu']],
    [['http://ann:sk-abc123def@gpu']],
    [['--header', `Authorization: Basic ${Buffer.from('ann:sk-abc123def').toString('base64')}`]],
  ])('is known from %j', (args) => {
    expect(shown('here: sk-abc123def.', { args })).toBe('here: •••.');
  });

  const drawn = 'Zq7PvAbe3oXk9LmTw2Rn5Yc8';

  it.each<[Partial<CommandSecrets>]>([
    [{ args: ['--base-url', `http://${drawn}`] }],
    [{ args: [`--base-url=${drawn}:8000`] }],
    [{ args: ['--base-url', `http://gpu/${drawn}/v1`] }],
    [{ args: ['--base-url', `http://gpu/v1;key=${drawn}`] }],
    [{ args: ['--base-url', `http://sk-${drawn}.local:1/v1`] }],
    [{ env: { http_proxy: drawn } }],
    [{ env: { TRELLIS_BASE_URL: `http://${drawn}/v1` } }],
  ])('is known where a machine is named: %j', (given) => {
    expect(shown(`here: ${drawn}, ${drawn.toLowerCase()}.`, given)).toBe('here: •••, •••.');
  });

  it.each([
    'http://vllm-7d9f8b6c5d-x2x4z.models.svc.cluster.local:8000/v1',
    'https://abcd1234efgh5678.us-east-1.aws.endpoints.huggingface.cloud/v1',
    'https://x8k2lq9f3m1z0a-8000.proxy.runpod.net/v1',
    'http://ip-10-0-12-345.eu-central-1.compute.internal:8000/v1',
    'http://inference_server_production_2/v1',
  ])('is no name of a machine: %s', (address) => {
    const given = { args: ['--base-url', address], env: { TRELLIS_BASE_URL: address } };
    expect(shown(`nothing answers at ${address}`, given)).toBe(`nothing answers at ${address}`);
  });

  it.each(['TRELLIS_API_KEY', 'TRELLIS_ENGINE_TOKEN', 'TRELLIS_ENGINE_API_KEY'])(
    'is known from %s',
    (name) => {
      expect(shown('here: sk-abc123def.', { env: { [name]: 'sk-abc123def' } })).toBe('here: •••.');
    },
  );

  it.each([
    ['HTTPS_PROXY', 'http://ann:p%20ss%20word%201@proxy:3128'],
    ['http_proxy', 'ann:p ss word 1@proxy'],
    ['ALL_PROXY', 'http://ann:p ss word 1@[bad'],
    ['TRELLIS_BASE_URL', 'http://ann:p ss word 1@gpu'],
  ])('is known from %s, well-formed or not', (name, value) => {
    expect(shown('here: “p ss word 1”', { env: { [name]: value } })).toBe('here: “•••”');
    expect(shown(`“${value}”`, { env: { [name]: value } })).not.toMatch(/ss.word/);
  });

  it.each([
    ['trellis: 8 tokens', ['generate', 'x', '--max-tokens', '8']],
    ['trellis: --json', ['generate', '--api-key', '--json']],
    ['the prompt: what is ann@example.com', ['generate', 'the prompt: what is ann@example.com']],
    ['adapters/style@2', ['adapters', 'load', 'style', 'adapters/style@2']],
    ['reads /etc/key.txt', ['doctor', '--api-key-file', '/etc/key.txt']],
  ])('is nothing in “%s”', (text, args) => {
    expect(shown(text, { args })).toBe(text);
  });
});
