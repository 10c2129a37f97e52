import type { SensorStore } from './sensorStore';
import { summarize } from './statistics';
import type { Zone } from './zone';

export interface VentilationPlan {
  readonly zone: string;
  readonly opening: number;
  readonly reason: string;
}

const openingPerDegree = 0.15;
const widestOpening = 1;

/** How far the windows of a zone are opened, from 0 to 1; undefined where it is cool enough. */
export function planVentilation(zone: Zone, store: SensorStore): VentilationPlan | undefined {
  const summary = summarize(store.readingsOf(zone.name, 'temperature'));
  if (summary === undefined) {
    return undefined;
  }
  const excess = summary.average - zone.targetTemperature;
  if (excess <= 0) {
    return undefined;
  }
  const opening = Math.min(excess * openingPerDegree, widestOpening);
  return {
    zone: zone.name,
    opening,
    reason: `temperature is ${excess.toFixed(1)} °C above the target`,
  };
}
