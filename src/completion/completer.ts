import { isAbortError, wait } from '../base/abort';
import type { Clock } from '../base/clock';
import { LruMap } from '../base/lru';
import { containsRedaction, secretAt } from '../context/secretText';
import type { LLM, ModelCard, StreamEvent } from '../provider/llm';
import { BackOff } from './backOff';
import { cut } from './cut';
import { detectFamily, type FimProfile } from './detectFamily';
import { cutAtMarker } from './families';
import { fillRequest } from './fillRequest';
import { skipReason, type Trigger } from './skipReason';
import { CompletionCache } from './completionCache';
import { maxTokensFor, extentAt, type Extent } from './extent';
import { splitLine, type LinePosition, type TextLines } from './textLines';
import { trimOverlap } from './trimOverlap';
import { promptWindowBudget, promptWindowAround, type PromptWindow } from './promptWindow';

/** Who completes, and with which parameters. */
export interface CompletionTarget {
  readonly llm: Pick<LLM, 'baseUrl' | 'complete' | 'tokenize'>;
  readonly model: ModelCard;
  readonly contextWindow: number | undefined;
  /** Upper bound from the settings; a completion of one line asks for less. */
  readonly maxTokens: number;
  readonly temperature: number;
  readonly extraBody: Readonly<Record<string, unknown>>;
}

export interface CompletionQuery {
  readonly lines: TextLines;
  readonly position: LinePosition;
  readonly trigger: Trigger;
}

/** `prefix-only`: the model has no markers, so what follows the cursor was not seen. */
export type CompletionMethod = 'fill-in-the-middle' | 'prefix-only';

export interface Completion {
  readonly text: string;
  readonly method: CompletionMethod;
  readonly source: 'server' | 'cache';
}

export interface CompleterOptions {
  readonly clock: Clock;
  /** Milliseconds that typing must pause before the server is asked. */
  readonly pause: number;
}

/** Ghost text, from a place in a document to what could stand there. */
export class Completer {
  private readonly cache = new CompletionCache();
  private readonly backOffs = new LruMap<string, BackOff>(16);
  /** By connection: the next one may be to another model of the same name. */
  private readonly profiles = new WeakMap<
    CompletionTarget['llm'],
    LruMap<string, Promise<FimProfile | undefined>>
  >();

  constructor(private readonly options: CompleterOptions) {}

  /** `undefined` where nothing is worth showing. Throws as `LLM.complete` does. */
  async complete(
    target: CompletionTarget,
    query: CompletionQuery,
    signal: AbortSignal,
  ): Promise<Completion | undefined> {
    const { lines, position, trigger } = query;
    if (skipReason(lines, position, trigger)) return undefined;
    const shape = extentAt(lines, position);
    const limit = Math.min(target.maxTokens, maxTokensFor[shape.extent]);
    const window = promptWindowAround(
      lines,
      position,
      promptWindowBudget(target.contextWindow, limit),
    );
    // The other half of what is written there would be told, and more of it be asked for.
    if (secretAt(window.prefix, window.suffix) !== undefined) return undefined;
    const scope = `${target.llm.baseUrl} ${target.model.id}`;
    const profiled = this.profile(target);
    const known = this.cache.get(scope, window);
    if (known !== undefined) {
      const text = trimOverlap(known, splitLine(lines, position).after);
      return isWorthShowing(text)
        ? { text, method: methodOf(await profiled), source: 'cache' }
        : undefined;
    }
    const backOff = this.backOff(scope);
    // A person who asks is worth a knock.
    if (backOff.waiting && trigger === 'automatic') return undefined;
    const profile = await this.afterPause(profiled, trigger, signal);
    const label = splitLine(lines, position).before.trim();
    const raw = await this.ask(target, { label, profile, window, shape, limit, signal }).catch(
      (error: unknown) => {
        backOff.failed(error);
        throw error;
      },
    );
    backOff.succeeded();
    this.cache.set(scope, window, raw);
    const text = trimOverlap(raw, splitLine(lines, position).after);
    if (!isWorthShowing(text)) return undefined;
    return { text, method: methodOf(profile), source: 'server' };
  }

  /** How the target's model completes, without completing anything. Throws as `LLM.tokenize` does. */
  async method(target: CompletionTarget): Promise<CompletionMethod> {
    return methodOf(await this.profile(target));
  }

  /** Typing goes on while the family is looked up; a person who asked does not wait. */
  private async afterPause<T>(work: Promise<T>, trigger: Trigger, signal: AbortSignal): Promise<T> {
    if (trigger === 'automatic') await wait(this.options.clock, this.options.pause, signal);
    return work;
  }

  private async ask(target: CompletionTarget, ask: Ask): Promise<string> {
    const { label, profile, window, shape, limit, signal } = ask;
    const stop = shape.extent === 'line' ? ['\n'] : ['\n\n\n'];
    let text = '';
    const events = target.llm.complete(
      {
        model: target.model.id,
        ...fillRequest(profile, window, stop),
        maxTokens: limit,
        temperature: target.temperature,
        extraBody: target.extraBody,
      },
      { signal, urgency: 'now', ...(label !== '' && { label }) },
    );
    for await (const event of events) {
      // What follows words that are missing does not go on from here.
      if (text !== '' && isGap(event)) break;
      if (event.type !== 'text-delta') continue;
      text += event.text;
      const clean = profile ? cutAtMarker(text, profile.family) : text;
      const soFar = cut(clean, shape);
      // Leaving the loop closes the socket: the server stops writing what nobody will see.
      if (soFar.done || clean !== text) return soFar.text.trimEnd();
    }
    return cut(text, shape).text.trimEnd();
  }

  private backOff(scope: string): BackOff {
    const backOff = this.backOffs.get(scope) ?? new BackOff(this.options.clock);
    this.backOffs.set(scope, backOff);
    return backOff;
  }

  /** Looked up once per connection and model; a failure is not remembered. */
  private profile({ llm, model }: CompletionTarget): Promise<FimProfile | undefined> {
    const profiles = this.profiles.get(llm) ?? new LruMap(16);
    this.profiles.set(llm, profiles);
    const known = profiles.get(model.id);
    if (known) return known;
    // Not bound to one keystroke's signal: the next one needs the answer as well.
    const found = detectFamily(model, (text) =>
      llm.tokenize({ model: model.id, text, addSpecialTokens: 'no' }),
    );
    profiles.set(model.id, found);
    found.catch((error: unknown) => {
      profiles.delete(model.id);
      return isAbortError(error);
    });
    return found;
  }
}

interface Ask {
  /** What stands before the cursor on its line. */
  readonly label: string;
  readonly profile: FimProfile | undefined;
  readonly window: PromptWindow;
  readonly shape: Extent;
  readonly limit: number;
  readonly signal: AbortSignal;
}

function isGap(event: StreamEvent): boolean {
  return event.type === 'problem' && event.problem.code === 'bad-chunk';
}

/** What stands in a prompt for a secret is nobody's text. */
function isWorthShowing(text: string): boolean {
  return text.trim() !== '' && !containsRedaction(text);
}

function methodOf(profile: FimProfile | undefined): CompletionMethod {
  return profile ? 'fill-in-the-middle' : 'prefix-only';
}
