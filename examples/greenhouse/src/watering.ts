import type { SensorStore } from './sensorStore';
import { summarize } from './statistics';
import type { Zone } from './zone';

export interface WateringPlan {
  readonly zone: string;
  readonly valve: string;
  readonly minutes: number;
  readonly reason: string;
}

const minutesPerPercent = 0.5;
const longestWatering = 20;

/** How long a zone is watered; undefined where it is moist enough. */
export function planWatering(zone: Zone, store: SensorStore): WateringPlan | undefined {
  const summary = summarize(store.readingsOf(zone.name, 'moisture'));
  if (summary === undefined) {
    return undefined;
  }
  const missing = zone.targetMoisture - summary.average;
  if (missing <= 0) {
    return undefined;
  }
  const minutes = Math.min(missing * minutesPerPercent, longestWatering);
  return {
    zone: zone.name,
    valve: zone.valve,
    minutes,
    reason: `moisture is ${missing.toFixed(1)} % below the target`,
  };
}
