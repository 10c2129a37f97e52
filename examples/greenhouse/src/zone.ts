/** A part of the greenhouse with one kind of plant and one valve. */
export interface Zone {
  readonly name: string;
  readonly plant: string;
  readonly targetMoisture: number;
  readonly targetTemperature: number;
  readonly valve: string;
}

export const zones: readonly Zone[] = [
  { name: 'north', plant: 'tomato', targetMoisture: 60, targetTemperature: 22, valve: 'v1' },
  { name: 'south', plant: 'basil', targetMoisture: 55, targetTemperature: 21, valve: 'v2' },
  { name: 'east', plant: 'cucumber', targetMoisture: 70, targetTemperature: 24, valve: 'v3' },
  { name: 'west', plant: 'lettuce', targetMoisture: 65, targetTemperature: 18, valve: 'v4' },
];

export function findZone(name: string): Zone {
  const zone = zones.find((candidate) => candidate.name === name);
  if (zone === undefined) {
    throw new Error(`unknown zone: ${name}`);
  }
  return zone;
}
