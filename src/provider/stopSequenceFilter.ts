import { readAnswerBatches, type AnswerReadOptions } from './readAnswer';
import type { Sampling } from './request';
import type { StreamEvent } from './result';

/** vLLM from 0.28 on refuses more stop strings (reference, trap 13), and so does OpenAI. */
export const maxStops = 4;

/**
 * Ends answers at the stop strings that no server is asked for, since it takes so many only. What may
 * become one of them is held back until it is told.
 */
export class StopSequenceFilter {
  private readonly stops: readonly string[];
  private readonly longest: number;
  private held = '';
  private stoppedAt: string | undefined;

  constructor(stops: readonly string[]) {
    this.stops = stops.filter((stop) => stop !== '');
    this.longest = this.stops.reduce((most, { length }) => Math.max(most, length), 0);
  }

  get stopped(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** `events` as far as the answer goes; what was spent on the rest is still told. */
  read(events: readonly StreamEvent[]): readonly StreamEvent[] {
    const told: StreamEvent[] = [];
    for (const event of events) {
      if (event.type === 'usage' || event.type === 'logprobs') told.push(event);
      else if (this.stopped) continue;
      else if (event.type === 'text-delta') this.write(event.text, told);
      else {
        if (event.type === 'finish') for (const rest of this.end()) told.push(rest);
        told.push(event);
      }
    }
    return told;
  }

  /** What was held back until the end of the answer. */
  end(): readonly StreamEvent[] {
    const { held: text } = this;
    this.held = '';
    return text === '' ? [] : [{ type: 'text-delta', text }];
  }

  private write(text: string, told: StreamEvent[]): void {
    const soFar = this.held + text;
    // The first to be complete, as a server that looks at each token finds it, however they arrive.
    const [first] = this.stops
      .map((stop) => ({ stop, at: soFar.indexOf(stop) }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => a.at + a.stop.length - (b.at + b.stop.length) || a.at - b.at);
    const end = first ? first.at : soFar.length - this.beginning(soFar);
    if (end > 0) told.push({ type: 'text-delta', text: soFar.slice(0, end) });
    this.held = first ? '' : soFar.slice(end);
    if (!first) return;
    this.stoppedAt = first.stop;
    told.push({ type: 'finish', reason: 'stop', stopReason: first.stop });
  }

  /** How many characters at the end of `text` may be the beginning of a stop string. */
  private beginning(text: string): number {
    for (let length = Math.min(this.longest - 1, text.length); length > 0; length--) {
      const end = text.slice(-length);
      if (this.stops.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }
}

/** Ends a streamed answer at the first of `stops`. No more is read then, which ends the request. */
async function* filterStopSequences(
  batches: AsyncIterable<readonly StreamEvent[]>,
  stops: readonly string[],
): AsyncGenerator<readonly StreamEvent[], void, undefined> {
  const here = new StopSequenceFilter(stops);
  for await (const batch of batches) {
    yield here.read(batch);
    if (here.stopped) return;
  }
  yield here.end();
}

/** The stop strings that no server is asked for. */
export function stopsBeyondLimit({ stop = [] }: Sampling): readonly string[] {
  return stop.slice(maxStops);
}

/** Without a step more for each batch where the server is asked for every stop string. */
export function readStreamUntilStop(
  batches: AsyncIterable<readonly StreamEvent[]>,
  options: AnswerReadOptions,
  request: Sampling,
): AsyncGenerator<readonly StreamEvent[], void, undefined> {
  const events = readAnswerBatches(batches, options);
  const stops = stopsBeyondLimit(request);
  return stops.length === 0 ? events : filterStopSequences(events, stops);
}
