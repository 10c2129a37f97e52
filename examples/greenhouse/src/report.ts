import type { Schedule } from './schedule';
import { formatReading, type Reading } from './reading';

export function formatSchedule(schedule: Schedule): string {
  const lines: string[] = [];
  for (const plan of schedule.watering) {
    lines.push(`water ${plan.zone} for ${plan.minutes.toFixed(0)} min: ${plan.reason}`);
  }
  for (const plan of schedule.ventilation) {
    lines.push(`open ${plan.zone} to ${(plan.opening * 100).toFixed(0)} %: ${plan.reason}`);
  }
  return lines.length === 0 ? 'nothing to do' : lines.join('\n');
}

export function formatReadings(readings: readonly Reading[]): string {
  return readings.map((reading) => formatReading(reading)).join('\n');
}
