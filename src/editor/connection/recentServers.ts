import * as z from 'zod';
import type * as vscode from 'vscode';

const key = 'recentServers';
const maxKept = 10;
const remembered = z.array(z.string());

/** Addresses that answered, the latest first; keys are kept elsewhere. */
export class RecentServers {
  /** @param memory of the person, for all windows */
  constructor(private readonly memory: Pick<vscode.Memento, 'get' | 'update'>) {}

  get all(): readonly string[] {
    return remembered.safeParse(this.memory.get(key)).data ?? [];
  }

  async add(address: string): Promise<void> {
    // Heard of whenever it answers anew.
    if (this.all[0] === address) return;
    const others = this.all.filter((each) => each !== address);
    await this.memory.update(key, [address, ...others].slice(0, maxKept));
  }
}
