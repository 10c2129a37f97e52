import type { CompletionTarget, CompletionMethod } from '../../completion/completer';
import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/emitter';

/** Who completes: another server, or the same one connected anew, may have other models. */
type Completing = Pick<CompletionTarget, 'llm' | 'model'>;

export interface MethodSources {
  /** Who completes just now. */
  readonly target: () => CompletionTarget | undefined;
  readonly onDidChangeTarget: Event<void>;
  /** Asks the target's tokenizer how it completes; rejects while that cannot be told. */
  readonly methodOf: (target: CompletionTarget) => Promise<CompletionMethod>;
}

/** How the model in use completes: asked once it is in use, before anything is completed. */
export class MethodInUse implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly following: Disposable;
  private target: Completing | undefined;
  private method: CompletionMethod | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly sources: MethodSources) {
    this.following = sources.onDidChangeTarget(() => this.follow());
    this.follow();
  }

  /** `undefined` until it is known. */
  get current(): CompletionMethod | undefined {
    return this.method;
  }

  /** A completion tells as well, where the tokenizer could not be asked before. */
  learn(from: Completing, method: CompletionMethod): void {
    if (isSame(from, this.target)) this.become(method);
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
  }

  private follow(): void {
    const target = this.sources.target();
    if (isSame(target, this.target)) return;
    this.target = target;
    this.become(undefined);
    if (!target) return;
    this.sources.methodOf(target).then(
      (method) => this.learn(target, method),
      // Whatever is wrong with the server is told by the requests that a person makes.
      () => undefined,
    );
  }

  private become(method: CompletionMethod | undefined): void {
    if (method === this.method) return;
    this.method = method;
    this.changed.fire();
  }
}

function isSame(one: Completing | undefined, other: Completing | undefined): boolean {
  return one?.llm === other?.llm && one?.model.id === other?.model.id;
}
