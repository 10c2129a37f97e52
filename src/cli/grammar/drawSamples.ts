import { throwIfAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { Match } from '../../guided/match';
import type { Sampler } from '../../guided/sampler';

export interface Sample {
  readonly text: string;
  readonly match: Match;
}

export interface DrawOptions {
  readonly count: number;
  readonly sampler: Pick<Sampler, 'sample'>;
  readonly verify: (text: string) => Promise<Match>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears how many texts there are, after each. */
  readonly onProgress: (drawn: number) => void;
}

export interface DrawnSamples {
  readonly samples: readonly Sample[];
  /** Why there are fewer than were asked for. */
  readonly ended?: 'too long a text' | 'out of time';
}

/** Milliseconds for a whole run. */
export const maxRunTime = 60_000;

/**
 * Draws texts and has each judged. The judge is not asked again once it gave up: every further text
 * would wait as long, for the same grammar.
 */
export async function drawSamples(options: DrawOptions): Promise<DrawnSamples> {
  const { count, sampler, verify, clock, signal, onProgress } = options;
  const end = clock.now() + maxRunTime;
  const samples: Sample[] = [];
  let givenUp: Match | undefined;
  while (samples.length < count) {
    // A signal is heard between two texts only.
    await new Promise(setImmediate);
    throwIfAborted(signal);
    if (clock.now() >= end) return { samples, ended: 'out of time' };
    const text = sampler.sample();
    if (text === undefined) return { samples, ended: 'too long a text' };
    const match = givenUp ?? (await verify(text));
    if (match.match === 'unchecked') givenUp = match;
    samples.push({ text, match });
    onProgress(samples.length);
  }
  return { samples };
}
