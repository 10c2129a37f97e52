import type { Clock } from '../../base/clock';
import type { Emulation } from '../emulation/emulation';
import { modelName } from '../identity';
import type { Admission } from './admission';

const seconds = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80,
];
const tokens = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

class Histogram {
  private readonly counts: number[];
  private sum = 0;
  private count = 0;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.sum += value;
    this.count++;
    for (const [index, bound] of this.bounds.entries()) {
      if (value <= bound) this.counts[index] = (this.counts[index] ?? 0) + 1;
    }
  }

  *samples(name: string, sample: Sampler): Generator<string> {
    for (const [index, bound] of this.bounds.entries()) {
      yield sample(`${name}_bucket`, this.counts[index] ?? 0, `le="${float(bound)}"`);
    }
    yield sample(`${name}_bucket`, this.count, 'le="+Inf"');
    yield sample(`${name}_count`, this.count);
    yield sample(`${name}_sum`, this.sum);
  }
}

/** What one text reports while it is written. */
export interface SequenceMeter {
  token(count: number): void;
  finish(reason: 'stop' | 'length'): void;
}

/** Counts what vLLM counts, under its names; what this engine has no notion of is absent. */
export class Metrics {
  private readonly finished = { stop: 0, length: 0 };
  private promptTokens = 0;
  private generatedTokens = 0;
  private readonly histograms = {
    request_prompt_tokens: new Histogram(tokens),
    request_generation_tokens: new Histogram(tokens),
    time_to_first_token_seconds: new Histogram(seconds),
    e2e_request_latency_seconds: new Histogram(seconds),
  };

  constructor(
    private readonly admission: Pick<Admission, 'running' | 'waiting'>,
    private readonly clock: Clock,
  ) {}

  /** Starts metering a text whose prompt has `promptTokens` tokens. */
  meter(promptTokens: number): SequenceMeter {
    const start = this.clock.now();
    const elapsed = (): number => (this.clock.now() - start) / 1000;
    let generated = 0;
    return {
      token: (count) => {
        if (generated === 0) {
          this.promptTokens += promptTokens;
          this.histograms.time_to_first_token_seconds.observe(elapsed());
        }
        generated += count;
        this.generatedTokens += count;
      },
      finish: (reason) => {
        this.finished[reason]++;
        this.histograms.request_prompt_tokens.observe(promptTokens);
        this.histograms.request_generation_tokens.observe(generated);
        this.histograms.e2e_request_latency_seconds.observe(elapsed());
      },
    };
  }

  /** Prometheus' text format. */
  exposition(emulation: Emulation): string {
    if (emulation.has('routerRoutes')) return this.routerExposition();
    const engine = emulation.has('engineLabels') ? ['engine="0"'] : [];
    const sample: Sampler = (name, value, label) =>
      labelled(name, value, [...engine, ...(label === undefined ? [] : [label])]);
    const lines: string[] = [];
    const family = (name: string, type: string, samples: Iterable<string>): void => {
      lines.push(`# TYPE vllm:${name} ${type}`, ...samples);
    };
    const one = (name: string, type: 'gauge' | 'counter', value: number): void => {
      family(name, type, [sample(name, value)]);
    };
    one('num_requests_running', 'gauge', this.admission.running);
    one('num_requests_waiting', 'gauge', this.admission.waiting);
    if (emulation.has('swappedRequests')) one('num_requests_swapped', 'gauge', 0);
    one('prompt_tokens_total', 'counter', this.promptTokens);
    one('generation_tokens_total', 'counter', this.generatedTokens);
    const success = 'request_success_total';
    family(success, 'counter', [
      sample(success, this.finished.stop, 'finished_reason="stop"'),
      sample(success, this.finished.length, 'finished_reason="length"'),
    ]);
    for (const [name, histogram] of Object.entries(this.histograms)) {
      family(name, 'histogram', histogram.samples(name, sample));
    }
    return `${lines.join('\n')}\n`;
  }

  /** A router counts per server it knows, under names of its own. */
  private routerExposition(): string {
    const { running, waiting } = this.admission;
    return [
      '# TYPE vllm:num_requests_running gauge',
      `vllm:num_requests_running{server="http://embedded"} ${float(running)}`,
      '# TYPE vllm:num_requests_waiting gauge',
      `vllm:num_requests_waiting{server="http://embedded"} ${float(waiting)}`,
      '# TYPE vllm:healthy_pods_total gauge',
      'vllm:healthy_pods_total{server="http://embedded"} 1.0',
      '',
    ].join('\n');
  }
}

type Sampler = (name: string, value: number, label?: string) => string;

function labelled(name: string, value: number, labels: readonly string[]): string {
  const all = [...labels, `model_name="${modelName}"`];
  return `vllm:${name}{${all.join(',')}} ${float(value)}`;
}

function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
