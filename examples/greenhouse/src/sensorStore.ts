import { isFresh, type Reading, type ReadingKind } from './reading';

/** Keeps the readings of every zone, oldest first. */
export class SensorStore {
  private readonly readingsByZone = new Map<string, Reading[]>();

  add(reading: Reading): void {
    const readings = this.readingsByZone.get(reading.zone) ?? [];
    readings.push(reading);
    this.readingsByZone.set(reading.zone, readings);
  }

  zones(): readonly string[] {
    return [...this.readingsByZone.keys()];
  }

  readingsOf(zone: string, kind: ReadingKind): readonly Reading[] {
    const readings = this.readingsByZone.get(zone) ?? [];
    return readings.filter((reading) => reading.kind === kind);
  }

  latest(zone: string, kind: ReadingKind): Reading | undefined {
    return this.readingsOf(zone, kind).at(-1);
  }

  removeStale(now: number, maximumAge: number): number {
    let removed = 0;
    for (const [zone, readings] of this.readingsByZone) {
      const fresh = readings.filter((reading) => isFresh(reading, now, maximumAge));
      removed += readings.length - fresh.length;
      this.readingsByZone.set(zone, fresh);
    }
    return removed;
  }
}
