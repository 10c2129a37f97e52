import type { SensorStore } from './sensorStore';
import { planVentilation, type VentilationPlan } from './ventilation';
import { planWatering, type WateringPlan } from './watering';
import { zones } from './zone';

export interface Schedule {
  readonly watering: readonly WateringPlan[];
  readonly ventilation: readonly VentilationPlan[];
}

export function planSchedule(store: SensorStore): Schedule {
  const watering: WateringPlan[] = [];
  const ventilation: VentilationPlan[] = [];
  for (const zone of zones) {
    const wateringPlan = planWatering(zone, store);
    if (wateringPlan !== undefined) {
      watering.push(wateringPlan);
    }
    const ventilationPlan = planVentilation(zone, store);
    if (ventilationPlan !== undefined) {
      ventilation.push(ventilationPlan);
    }
  }
  return { watering, ventilation };
}
