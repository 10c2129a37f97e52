import * as z from 'zod';
import type * as vscode from 'vscode';
import type { Fact, FactStore } from '../../provider/capabilities';

const key = 'facts';

/** Milliseconds. A server may have been started anew with other flags, which no release tells. */
const maxAge = 24 * 60 * 60 * 1000;

/** The embedded engine has another address at each start. */
const maxKept = 200;

const remembered = z.record(
  z.string(),
  z.object({
    state: z.enum(['yes', 'no']),
    saw: z.string(),
    at: z.coerce.date(),
    remedy: z.string().optional(),
    advice: z.string().optional(),
  }),
);

/** What servers can do, kept between windows, so that a new one costs no generation. */
export class FactMemory implements FactStore {
  constructor(
    private readonly memory: vscode.Memento,
    private readonly now: () => Date,
  ) {}

  get(name: string): Fact | undefined {
    const fact = new Map(Object.entries(this.all())).get(name);
    if (!fact || this.now().getTime() - fact.at.getTime() > maxAge) return undefined;
    const { remedy, advice, ...known } = fact;
    return {
      ...known,
      ...(remedy !== undefined && { remedy }),
      ...(advice !== undefined && { advice }),
    };
  }

  set(name: string, fact: Fact): void {
    const kept = [...this.others(name), [name, { ...fact, at: fact.at ?? this.now() }] as const];
    this.keep(kept.slice(-maxKept));
  }

  delete(name: string): void {
    this.keep(this.others(name));
  }

  private others(name: string): readonly (readonly [string, unknown])[] {
    return Object.entries(this.all()).filter(([each]) => each !== name);
  }

  /** As JSON, which is what a memento keeps; a window that closes now asks again. */
  private keep(entries: readonly (readonly [string, unknown])[]): void {
    void this.memory.update(key, JSON.parse(JSON.stringify(Object.fromEntries(entries))));
  }

  private all(): z.output<typeof remembered> {
    return remembered.safeParse(this.memory.get(key)).data ?? {};
  }
}
