import { describe, expect, it } from 'vitest';
import { factNames, type FactName } from '../../../src/provider/capabilities';
import { parseRelease } from '../../../src/provider/release';
import { remedyOf, routeRemedyOf } from '../../../src/provider/vllm/remedies';

const of = (name: FactName, release?: string) => remedyOf(name, { release: parseRelease(release) });

describe('what would help', () => {
  it.each<[FactName, string | undefined, object]>([
    ['reasoning-parser', '0.7.0', { advice: 'reasoning parsers came with vLLM 0.7.1' }],
    ['reasoning-parser', '0.7.1', { remedy: '--enable-reasoning --reasoning-parser NAME' }],
    ['reasoning-parser', '0.8.5', { remedy: '--enable-reasoning --reasoning-parser NAME' }],
    ['reasoning-parser', '0.9.0', { remedy: '--reasoning-parser NAME' }],
    ['reasoning-parser', undefined, { remedy: '--reasoning-parser NAME' }],
    ['required-tools', '0.8.2', { advice: 'it came with vLLM 0.8.3' }],
    ['required-tools', '0.14.0', { remedy: '--tool-call-parser NAME' }],
    ['thinking-budget', '0.18.0', { advice: 'it came with vLLM 0.20' }],
    [
      'completion-constraints',
      '0.11.1',
      { remedy: '--structured-outputs-config.enable_in_reasoning=true' },
    ],
    ['structural-tags', '0.10.2', { remedy: '--guided-decoding-backend xgrammar' }],
    ['structural-tags', '0.11.0', { remedy: '--structured-outputs-config.backend=xgrammar' }],
  ])('with %s is that of release %s', (name, release, remedy) => {
    expect(of(name, release)).toEqual(remedy);
  });

  it.each(['0.10.2', '0.6.4'])('before it came, no flag of %s is named', (release) => {
    expect(of('completion-constraints', release)).not.toHaveProperty('remedy');
  });

  it('with a route is asked of whoever keeps it back', () => {
    const flags = 'VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora';
    const help = (name: FactName, front: 'vllm' | 'router' | 'unknown') =>
      routeRemedyOf(name, { release: undefined, front });
    expect(help('adapter-routes', 'vllm')).toEqual({ remedy: flags });
    expect(help('adapter-routes', 'unknown')).toEqual({
      remedy: flags,
      advice: expect.stringMatching(/proxy/) as unknown,
    });
    expect(help('adapter-routes', 'router').remedy).toBeUndefined();
    for (const name of factNames) {
      expect(help(name, 'router').advice).toMatch(/each server at its own address/);
    }
    expect(help('tokenize', 'vllm').advice).toMatch(/proxy/);
  });
});
