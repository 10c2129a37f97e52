import * as z from 'zod';
import type * as vscode from 'vscode';

const key = 'adapters';
const remembered = z.record(z.string(), z.string());

/** Which adapter this workspace uses on which server. */
export class AdapterMemory {
  /** @param memory of the workspace */
  constructor(private readonly memory: vscode.Memento) {}

  get(server: string): string | undefined {
    return new Map(Object.entries(this.all())).get(server);
  }

  async set(server: string, adapter: string | undefined): Promise<void> {
    const others = Object.entries(this.all()).filter(([each]) => each !== server);
    const entries = adapter === undefined ? others : [...others, [server, adapter]];
    await this.memory.update(key, Object.fromEntries(entries));
  }

  private all(): Readonly<Record<string, string>> {
    return remembered.safeParse(this.memory.get(key)).data ?? {};
  }
}
