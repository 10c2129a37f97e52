import type { Reading } from './reading';
import type { SensorStore } from './sensorStore';
import { findZone } from './zone';

export interface Alert {
  readonly zone: string;
  readonly message: string;
}

const frost = 4;
const heat = 38;

export function checkReading(reading: Reading): Alert | undefined {
  if (reading.kind !== 'temperature') {
    return undefined;
  }
  const zone = findZone(reading.zone);
  if (reading.value <= frost) {
    return { zone: zone.name, message: `frost endangers the ${zone.plant}` };
  }
  if (reading.value >= heat) {
    return { zone: zone.name, message: `heat endangers the ${zone.plant}` };
  }
  return undefined;
}

export function checkZones(store: SensorStore): readonly Alert[] {
  const alerts: Alert[] = [];
  for (const zone of store.zones()) {
    const reading = store.latest(zone, 'temperature');
    if (reading === undefined) {
      continue;
    }
    const alert = checkReading(reading);
    if (alert !== undefined) {
      alerts.push(alert);
    }
  }
  return alerts;
}
