import type { Reading } from './reading';

export interface Summary {
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly average: number;
}

export function summarize(readings: readonly Reading[]): Summary | undefined {
  if (readings.length === 0) {
    return undefined;
  }
  const values = readings.map((reading) => reading.value);
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    count: values.length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
    average: total / values.length,
  };
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[middle - 1];
  if (upper === undefined) {
    return undefined;
  }
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}
