import { vi } from 'vitest';
import { StepBudget } from '../../src/context/pathPattern';

/** How many steps matching patterns takes while `work` goes on: the same number on any machine. */
export async function stepsOf(work: () => Promise<unknown>): Promise<number> {
  const spending = vi.spyOn(StepBudget.prototype, 'spend');
  try {
    await work();
    return spending.mock.calls.reduce((sum, [steps]) => sum + steps, 0);
  } finally {
    spending.mockRestore();
  }
}
