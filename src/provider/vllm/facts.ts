import {
  allFacts,
  factNames,
  type Capabilities,
  type Fact,
  type FactName,
  type FactStore,
} from '../capabilities';
import { probes, type ProbeContext } from './probes';

export interface FactsOptions {
  readonly store: FactStore;
  /** Makes what a probe works with; the release may be known better from one probe to the next. */
  readonly context: (model: string, call: ProbeContext['call']) => ProbeContext;
  /** What facts are remembered under, beside the model: address and release. */
  readonly server: () => string;
}

/** What one server can do, found out on demand and remembered. */
export class Facts {
  constructor(private readonly options: FactsOptions) {}

  /** Asks for what is not known yet, one probe after another: a server may be busy with people. */
  async all(
    model: string,
    wanted: readonly FactName[],
    call: ProbeContext['call'],
  ): Promise<Capabilities['facts']> {
    const known = this.known(model);
    for (const name of wanted) known[name] = await this.one(model, name, call);
    return allFacts(known);
  }

  /** What is known already, with nothing asked. */
  peek(model: string, name: FactName): Fact | undefined {
    return this.options.store.get(this.key(model, name));
  }

  /** Throws where the server could not be asked at all. */
  async one(model: string, name: FactName, call: ProbeContext['call']): Promise<Fact> {
    const known = this.peek(model, name);
    if (known) return known;
    const context = this.options.context(model, call);
    const fact = { ...(await probes[name](context)), at: context.now() };
    // What is not decided may be decided next time.
    if (fact.state !== 'unknown') this.note(model, name, fact);
    return fact;
  }

  /** A real answer showed it. */
  note(model: string, name: FactName, fact: Fact): void {
    this.options.store.set(this.key(model, name), fact);
  }

  private known(model: string): Partial<Record<FactName, Fact>> {
    const entries = factNames.map((name) => [name, this.peek(model, name)] as const);
    return Object.fromEntries(entries.filter(([, fact]) => fact !== undefined));
  }

  private key(model: string, name: FactName): string {
    return JSON.stringify([this.options.server(), model, name]);
  }
}

/** Forgets with the process. */
export function memoryFacts(): FactStore {
  return new Map<string, Fact>();
}
