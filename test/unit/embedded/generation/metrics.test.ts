import { describe, expect, it } from 'vitest';
import { plainEngine } from '../../../../src/embedded/emulation/emulation';
import { Metrics } from '../../../../src/embedded/generation/metrics';
import { ManualClock } from '../../../support/manualClock';

describe('metrics', () => {
  it('count what vLLM counts, under its names', async () => {
    const clock = new ManualClock();
    const metrics = new Metrics({ running: 2, waiting: 1 }, clock);
    const meter = metrics.meter(7);
    await clock.advance(30);
    meter.token(1);
    await clock.advance(970);
    meter.token(2);
    meter.finish('length');
    // A text that nobody waited for: counted as written, not as a success.
    metrics.meter(5).token(1);

    const text = metrics.exposition(plainEngine);
    const value = (name: string): string | undefined =>
      new RegExp(`^vllm:${name} (\\S+)$`, 'm').exec(text)?.[1];
    const labels = '\\{engine="0",model_name="trellis-embedded"\\}';
    expect(value(`num_requests_running${labels}`)).toBe('2.0');
    expect(value(`num_requests_waiting${labels}`)).toBe('1.0');
    expect(value(`prompt_tokens_total${labels}`)).toBe('12.0');
    expect(value(`generation_tokens_total${labels}`)).toBe('4.0');
    expect(value('request_success_total\\{.*finished_reason="length".*\\}')).toBe('1.0');
    expect(value('request_success_total\\{.*finished_reason="stop".*\\}')).toBe('0.0');
    expect(value('time_to_first_token_seconds_bucket\\{.*le="0.02".*\\}')).toBe('1.0');
    expect(value('time_to_first_token_seconds_bucket\\{.*le="0.04".*\\}')).toBe('2.0');
    expect(value(`e2e_request_latency_seconds_sum${labels}`)).toBe('1.0');
    expect(value(`request_generation_tokens_count${labels}`)).toBe('1.0');
  });

  it('hold nothing that the engine cannot know', () => {
    const text = new Metrics({ running: 0, waiting: 0 }, new ManualClock()).exposition(plainEngine);
    expect(text).not.toMatch(/cache|spec_decode|preempt|gpu/);
  });
});
