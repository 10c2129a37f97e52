import { isAbortError, raceWithAbort } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { withTimeout } from '../../base/timeout';
import {
  allFacts,
  factNames,
  type Capabilities,
  type CapabilitiesRequest,
  type Fact,
  type FactName,
  type FactStore,
} from '../capabilities';
import { resultOrError, ProviderError } from '../errors';
import { checkEngine, allGenerationsBroke } from './engineDeath';
import {
  serverFacts,
  probeTimeout,
  probes,
  factsWithoutEngine,
  type ProbeContext,
  type Verdict,
} from './probes';
import { quoteServerError } from './probes/verdicts';

export interface ServerFactsOptions {
  readonly store: FactStore;
  /** Makes what a probe works with; the release may be known better from one probe to the next. */
  readonly context: (model: string, call: ProbeContext['call']) => Omit<ProbeContext, 'learn'>;
  /** What facts are remembered under, beside the model: address and release. */
  readonly server: () => string;
  readonly now: () => Date;
  readonly clock: Clock;
}

/** Milliseconds after which what was missing is asked for again, before it is refused to anybody. */
const maxRefusalAge = 60_000;

/** Milliseconds for which what was slow is not asked for in passing. */
const pauseAfterSilence = 60_000;

/** Capabilities in a row without an answer, after which the rest is asked in passing. */
const maxSilent = 2;

/** Milliseconds for each of the rest: a server that is silent costs a minute or two, not their sum. */
export const shortPatience = 2_000;

/** What came of asking: the fact, and the failure over it if the server broke. */
interface Found {
  readonly fact: Fact;
  readonly failure: ProviderError | undefined;
}

/** What one server can do, found out on demand and remembered. */
export class ServerFacts {
  /** Probes that run, by what they ask: whoever else wants to know waits for the same one. */
  private readonly running = new Map<string, Promise<Found>>();
  /** What took too long lately, by what it asks: whoever asks in passing does not wait again. */
  private readonly slow = new Map<string, Found>();

  constructor(private readonly options: ServerFactsOptions) {}

  /**
   * Asks for what is not known yet, one probe after another: a server may be busy with people. What
   * takes too long is unknown, and the rest is asked, with little patience once two in a row were
   * silent, unless a caller has a patience of its own. Throws where the server could not be asked, or
   * what generates in it has died.
   */
  async all(
    { model, facts: wanted = factNames, known, onAsk, onFact }: CapabilitiesRequest,
    call: ProbeContext['call'],
  ): Promise<Capabilities['facts']> {
    if (known === 'asked-again') this.forget(model, wanted);
    const facts = this.known(model);
    const failures = new Map<FactName, ProviderError | undefined>();
    let silent = 0;
    for (const name of wanted) {
      const remembered = facts[name];
      if (remembered === undefined) onAsk?.(name);
      const { fact, failure } =
        remembered === undefined
          ? await this.find(model, name, silent < maxSilent ? call : inPassing(call))
          : { fact: remembered, failure: undefined };
      if (failure?.code === 'timeout') silent++;
      // What answers beside a silent engine says nothing of what the engine will do.
      else if (remembered === undefined && !factsWithoutEngine.has(name)) silent = 0;
      facts[name] = fact;
      if (remembered === undefined) failures.set(name, failure);
      onFact?.(name, fact);
    }
    const broke = allGenerationsBroke(failures);
    if (broke) throw broke.because('engine-dead');
    return allFacts(facts);
  }

  /** What is known already, with nothing asked. */
  peek(model: string, name: FactName): Fact | undefined {
    return this.options.store.get(this.key(model, name));
  }

  /** Throws where the server could not be asked at all; what takes too long is unknown. */
  async one(model: string, name: FactName, call: ProbeContext['call']): Promise<Fact> {
    return (await this.knownOrFound(model, name, call)).fact;
  }

  /**
   * Throws where the server could not be asked at all, and also where it takes too long, for
   * callers that would take silence for an answer.
   */
  async heard(model: string, name: FactName, call: ProbeContext['call']): Promise<Fact> {
    const { fact, failure } = await this.knownOrFound(model, name, call);
    if (failure?.code === 'timeout') throw failure;
    return fact;
  }

  private async knownOrFound(
    model: string,
    name: FactName,
    call: ProbeContext['call'],
  ): Promise<Found> {
    const known = this.peek(model, name);
    if (known && !this.mayBeMended(known)) return { fact: known, failure: undefined };
    const slow = this.slow.get(this.key(model, name));
    if (slow && this.ageOf(slow.fact) <= pauseAfterSilence) return slow;
    return this.find(model, name, call);
  }

  /** A real answer showed it. */
  note(model: string, name: FactName, fact: Fact): void {
    this.options.store.set(this.key(model, name), fact);
  }

  /** A real answer showed the state of it: what is remembered otherwise counts no longer. */
  observe(model: string, name: FactName, state: Fact['state']): void {
    const known = this.peek(model, name);
    if (known !== undefined && known.state !== state) this.forget(model, [name]);
  }

  /** For a server that was started anew, maybe with other flags. */
  forget(model: string, names: readonly FactName[] = factNames): void {
    const keys = names.map((name) => this.key(model, name));
    for (const key of keys.filter((each) => this.options.store.get(each))) {
      this.options.store.delete(key);
    }
  }

  /** Shares a probe that runs; if whoever began it gives up, the next one begins its own. */
  private async find(model: string, name: FactName, call: ProbeContext['call']): Promise<Found> {
    const key = this.key(model, name);
    for (;;) {
      const shared = this.running.get(key);
      if (shared === undefined) break;
      try {
        return await raceWithAbort(shared, call.signal);
      } catch (error) {
        if (!isAbortError(error) || call.signal?.aborted) throw error;
      }
    }
    const own = this.ask(model, name, call).finally(() => this.running.delete(key));
    this.running.set(key, own);
    return own;
  }

  private async ask(model: string, name: FactName, call: ProbeContext['call']): Promise<Found> {
    const { failure, ...verdict } = await this.probe(model, name, call);
    if (failure) await checkEngine(failure, this.options.context(model, call));
    const fact = { ...verdict, at: this.options.now() };
    const found = { fact, failure };
    if (failure?.code === 'timeout') this.slow.set(this.key(model, name), found);
    else this.slow.delete(this.key(model, name));
    // What is not decided may be decided next time.
    if (fact.state === 'unknown') this.forget(model, [name]);
    else this.note(model, name, fact);
    return found;
  }

  /** A connection that broke is tried once more; where it breaks again, only a server that is gone is thrown. */
  private async probe(model: string, name: FactName, call: ProbeContext['call']): Promise<Verdict> {
    try {
      return await this.probeOnce(model, name, call);
    } catch (error) {
      if (!isBroken(error)) throw error;
    }
    try {
      return await this.probeOnce(model, name, call);
    } catch (error) {
      if (!isBroken(error) || !(await this.answers(model, call))) throw error;
      const advice = 'ask again; its log says what broke';
      const saw = `the connection broke (${error.message.replace(/^the connection broke: /, '')})`;
      return { state: 'unknown', saw, advice, failure: error };
    }
  }

  /** Whether the server still lists its models. */
  private async answers(model: string, call: ProbeContext['call']): Promise<boolean> {
    const { transport } = this.options.context(model, call);
    const timeout = call.timeout ?? probeTimeout('tokenize');
    const list = { method: 'GET', mount: 'api', path: '/models' } as const;
    const outcome = await resultOrError(transport.json(list, { ...call, timeout }));
    return !(outcome instanceof ProviderError);
  }

  private async probeOnce(
    model: string,
    name: FactName,
    call: ProbeContext['call'],
  ): Promise<Verdict> {
    const limit = call.timeout ?? probeTimeout(name);
    const { context, clock } = this.options;
    try {
      const verdict = await withTimeout(clock, limit, call.signal, (signal, uncounted) =>
        probes[name]({
          ...context(model, { ...call, signal, timeout: limit }),
          learn: (other) => uncounted(() => this.one(model, other, call)),
        }),
      );
      return verdict ?? tooSlow(limit);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'timeout') throw error;
      // A proxy has a patience of its own, and says so.
      return error.status === undefined
        ? tooSlow(limit)
        : { ...tooSlow(limit), saw: quoteServerError(error) };
    }
  }

  /** The server may have been started anew with what was missing. */
  private mayBeMended(fact: Fact): boolean {
    return fact.state === 'no' && this.ageOf(fact) > maxRefusalAge;
  }

  /** In milliseconds. */
  private ageOf({ at }: Fact): number {
    return this.options.now().getTime() - (at?.getTime() ?? 0);
  }

  private known(model: string): Partial<Record<FactName, Fact>> {
    const entries = factNames.map((name) => [name, this.peek(model, name)] as const);
    return Object.fromEntries(entries.filter(([, fact]) => fact !== undefined));
  }

  private key(model: string, name: FactName): string {
    return JSON.stringify([this.options.server(), serverFacts.has(name) ? '' : model, name]);
  }
}

function inPassing(call: ProbeContext['call']): ProbeContext['call'] {
  return call.timeout === undefined ? { ...call, timeout: shortPatience } : call;
}

/** Nobody answered; a proxy that says so has answered. */
function isBroken(error: unknown): error is ProviderError {
  const isProviders = error instanceof ProviderError && error.status === undefined;
  return isProviders && error.code === 'unreachable';
}

function tooSlow(limit: number): Verdict {
  const saw = `no answer within ${limit / 1000} s`;
  const advice = 'a longer timeout or a less busy server would show it';
  return { state: 'unknown', saw, advice, failure: new ProviderError('timeout', saw) };
}

/** Forgets with the process. */
export function createMemoryFactStore(): FactStore {
  return new Map<string, Fact>();
}
