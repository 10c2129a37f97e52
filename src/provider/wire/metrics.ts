import type { ServerMetrics } from '../metrics';

interface Sample {
  readonly name: string;
  readonly labels: string;
  readonly value: number;
}

/** `name{labels} value`, with an optional time (Prometheus text format 0.0.4). */
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;

/** Reads what `/metrics` says, under the names of any release (reference, section 1.5). */
export function decodeMetrics(text: string): ServerMetrics {
  const samples = text.split('\n').flatMap(readSample);
  // Old names stand beside the new ones in some releases, and say the same.
  const of = (...names: readonly string[]): readonly number[] => {
    const told = names.find((name) => samples.some((sample) => sample.name === name));
    return samples.flatMap(({ name, value }) => (name === told ? [value] : []));
  };
  return {
    running: sum(of('vllm:num_requests_running')),
    waiting: sum(of('vllm:num_requests_waiting')),
    cacheUsage: greatest(of('vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc')),
    prefixQueries: sum(
      of('vllm:prefix_cache_queries_total', 'vllm:gpu_prefix_cache_queries_total'),
    ),
    prefixHits: sum(of('vllm:prefix_cache_hits_total', 'vllm:gpu_prefix_cache_hits_total')),
    promptTokens: sum(of('vllm:prompt_tokens_total')),
    generatedTokens: sum(of('vllm:generation_tokens_total')),
    mostAdapters: mostAdapters(samples),
  };
}

function readSample(line: string): Sample[] {
  const [, name, labels = '', text] = sampleLine.exec(line.trim()) ?? [];
  if (name === undefined || text === undefined) return [];
  const value = Number(text);
  return Number.isFinite(value) ? [{ name, labels, value }] : [];
}

/** A stale sample stands beside each newer one, whose value, a time, is greater (addendum, 1.9). */
function mostAdapters(samples: readonly Sample[]): number | undefined {
  const [newest] = samples
    .filter(({ name }) => name === 'vllm:lora_requests_info')
    .toSorted((a, b) => b.value - a.value);
  const [, count] = /max_lora="(\d+)"/.exec(newest?.labels ?? '') ?? [];
  return count === undefined ? undefined : Number(count);
}

function sum(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}

function greatest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((most, each) => Math.max(most, each));
}
