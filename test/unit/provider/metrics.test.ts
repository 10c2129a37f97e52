import { describe, expect, it } from 'vitest';
import { decodeMetrics } from '../../../src/provider/wire/metrics';

describe('metrics', () => {
  it('are summed over engines, and the fullest cache counts', () => {
    const text = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="tiny"} 2.0
vllm:num_requests_running{engine="1",model_name="tiny"} 1.0
vllm:num_requests_waiting{engine="0",model_name="tiny"} 0.0
vllm:kv_cache_usage_perc{engine="0",model_name="tiny"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="tiny"} 0.75
vllm:prefix_cache_queries_total{engine="0"} 1e3
vllm:lora_requests_info{max_lora="1",running_lora_adapters="",waiting_lora_adapters=""} 1.7e9
vllm:lora_requests_info{max_lora="2",running_lora_adapters="a{b}",waiting_lora_adapters=""} 1.8e9
`;
    expect(decodeMetrics(text)).toEqual({
      running: 3,
      waiting: 0,
      cacheUsage: 0.75,
      prefixQueries: 1000,
      prefixHits: undefined,
      promptTokens: undefined,
      generatedTokens: undefined,
      mostAdapters: 2,
    });
  });

  it('are known by their old names, too', () => {
    const text =
      'vllm:gpu_cache_usage_perc 0.5\nvllm:gpu_prefix_cache_hits_total 7 1700000000000\n';
    expect(decodeMetrics(text)).toMatchObject({ cacheUsage: 0.5, prefixHits: 7 });
  });

  it('are counted once where both names stand side by side', () => {
    const text = ['prefix_cache_queries', 'prefix_cache_hits'].flatMap((name) =>
      ['', 'gpu_'].flatMap((age) =>
        [0, 1].map((engine) => `vllm:${age}${name}_total{engine="${engine}"} 100`),
      ),
    );
    const both = [...text, 'vllm:gpu_cache_usage_perc 0.5', 'vllm:kv_cache_usage_perc 0.5'];
    expect(decodeMetrics(both.join('\n'))).toMatchObject({
      prefixQueries: 200,
      prefixHits: 200,
      cacheUsage: 0.5,
    });
  });

  it('of a router, or of nobody, tell nothing', () => {
    const values = Object.values(decodeMetrics('<html>\nup 1\nvllm:num_requests_running NaN'));
    expect(values.every((value) => value === undefined)).toBe(true);
  });
});
