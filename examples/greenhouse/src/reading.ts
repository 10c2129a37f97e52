/** What a sensor measured, and when. */
export interface Reading {
  readonly sensor: string;
  readonly zone: string;
  readonly kind: ReadingKind;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
}

export type ReadingKind = 'temperature' | 'humidity' | 'moisture' | 'light';

export const units: Readonly<Record<ReadingKind, string>> = {
  temperature: '°C',
  humidity: '%',
  moisture: '%',
  light: 'lx',
};

export function formatReading(reading: Reading): string {
  return `${reading.zone}: ${reading.kind} ${reading.value.toFixed(1)} ${units[reading.kind]}`;
}

export function isFresh(reading: Reading, now: number, maximumAge: number): boolean {
  return now - reading.takenAt <= maximumAge;
}
