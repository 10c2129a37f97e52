import type { Disposable } from '../../base/disposable';
import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import { ApiError } from '../http/apiError';
import type { LearntModel } from '../generation/sequence';
import { modelName } from '../identity';
import { LiveCorpus, type LiveCorpusOptions } from './liveCorpus';
import { locateAdapter, type AdapterFolders } from './locateAdapter';
import { maskPaths } from '../http/maskPaths';

/** Each holds an index of the whole corpus beside its own code. */
const maxAdapters = 8;

/** An adapter as `/v1/models` lists it. */
export interface Adapter {
  readonly name: string;
  /** As it was given. */
  readonly path: string;
  readonly learnt: LearntModel;
}

export interface LoadRequest {
  readonly name: string;
  readonly path: string;
  /** Whether a name that is taken is an error or is loaded anew. */
  readonly taken: 'refuse' | 'replace';
}

/** Whose adapters they are. */
export interface AdapterServer extends Pick<AdapterFolders, 'within'> {
  readonly emulation: Emulation;
  readonly flags: ServerFlags;
}

/**
 * The adapters of this engine: folders of code mixed into the corpus. They live in memory, like
 * those that a vLLM server loads at run time, and fail with its words.
 */
export class Adapters implements Disposable {
  private readonly loaded = new Map<
    string,
    { readonly path: string; readonly corpus: LiveCorpus }
  >();
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly options: LiveCorpusOptions,
    private readonly server: AdapterServer,
  ) {}

  /** In the order in which they were loaded. */
  get all(): readonly Adapter[] {
    return [...this.loaded].map(([name, { path, corpus }]) => ({
      name,
      path,
      learnt: corpus.learnt,
    }));
  }

  get(name: string): Adapter | undefined {
    return this.all.find((adapter) => adapter.name === name);
  }

  /** Resolves once it is learnt; throws vLLM's errors. */
  load(request: LoadRequest): Promise<void> {
    return this.inTurn(async () => {
      this.check(request);
      const corpus = await this.learn(request);
      this.loaded.get(request.name)?.corpus.dispose();
      this.loaded.set(request.name, { path: request.path, corpus });
    });
  }

  unload(name: string): Promise<void> {
    return this.inTurn(() => {
      if (name === '') {
        throw refused("'lora_name' needs to be provided to unload a LoRA adapter.");
      }
      const adapter = this.loaded.get(name);
      if (!adapter) throw notFound(`The lora adapter '${name}' cannot be found.`);
      adapter.corpus.dispose();
      this.loaded.delete(name);
    });
  }

  dispose(): void {
    for (const { corpus } of this.loaded.values()) corpus.dispose();
    this.loaded.clear();
  }

  private check({ name, path, taken }: LoadRequest): void {
    if (name === '' || path === '') {
      throw refused("Both 'lora_name' and 'lora_path' must be provided.");
    }
    const { emulation, flags } = this.server;
    if (name === modelName && emulation.has('baseNamesReserved')) {
      throw refused(`The lora adapter '${name}' conflicts with a served base model.`);
    }
    if (this.loaded.has(name)) {
      const inPlace = emulation.has('reloadInPlace');
      if (taken === 'replace' && inPlace) return;
      const hint = inPlace
        ? " If you want to load the adapter in place, set 'load_inplace' to True."
        : '';
      throw refused(`The lora adapter '${name}' has already been loaded.${hint}`);
    }
    if (flags.lora === 'off') {
      const hint = emulation.has('adapterHintTold') ? ' Use --enable-lora to enable LoRA.' : '';
      throw this.failure(`LoRA is not enabled.${hint}`);
    }
    if (this.loaded.size < maxAdapters) return;
    throw refused(`This engine holds at most ${maxAdapters} adapters; unload one first.`);
  }

  private async learn({ name, path }: LoadRequest): Promise<LiveCorpus> {
    const { input } = this.options;
    const grounds = { folders: input.folders, within: this.server.within };
    const location = await locateAdapter(path, grounds);
    const told = `Loading lora ${name} failed: No adapter found for ${path}`;
    const missing = notFound(
      this.server.emulation.has('adapterPathsTold')
        ? `Call to add_lora method failed: ${told}`
        : maskPaths(told),
    );
    if (location.kind === 'missing') throw missing;
    if (location.kind === 'excluded') {
      const { reason, detail } = location.exclusion;
      throw refused(`The adapter '${name}' may not be read for a model: ${reason} (${detail}).`);
    }
    const corpus = new LiveCorpus({
      ...this.options,
      input: { ...input, adapter: location.place },
    });
    corpus.start();
    await corpus.ready;
    if (corpus.read?.adapterFiles) return corpus;
    corpus.dispose();
    if (corpus.read) throw missing;
    throw this.failure('the adapter could not be learnt');
  }

  /** What went wrong in the engine while an adapter was loaded, as the release tells it. */
  private failure(reason: string): ApiError {
    const { emulation } = this.server;
    const wrapped = emulation.has('adapterFailuresWrapped')
      ? `Worker failed with error '${reason}', please check the stack trace above for the root cause`
      : reason;
    const message = `Call to add_lora method failed: ${wrapped}`;
    return emulation.has('adapterFailuresAreBadRequests')
      ? new ApiError(400, message, 'BadRequestError')
      : new ApiError(500, message, 'InternalServerError');
  }

  /** One after another, so that two requests for one name cannot both find it free. */
  private inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}

/** vLLM's 400 for adapters (openai/models/serving.py). */
function refused(message: string): ApiError {
  return new ApiError(400, message, 'InvalidUserInput');
}

function notFound(message: string): ApiError {
  return new ApiError(404, message, 'NotFoundError');
}
