import type { ThoughtOpening } from '../../reasoning/thinkSplitter';
import type { Fact } from '../capabilities';
import { ProviderError, type ProviderErrorCode } from '../errors';
import type { CallOptions, LLM } from '../llm';
import { endsInOpenThought } from '../openThought';
import type { GenerateRequest } from '../request';
import { isPrefilled } from '../wire/prefill';

/** What it takes to find out where an answer begins. */
export interface OpeningSources {
  readonly llm: Pick<LLM, 'tokenize' | 'detokenize'>;
  readonly reasoningParser: (model: string, call: CallOptions) => Promise<Fact>;
  readonly now: () => Date;
}

/** What the opening depends on. */
type Asked = Pick<GenerateRequest, 'model' | 'thinking'>;

/** How a server says that it has no tokenizer routes, which the next request need not hear again. */
const lasting: ReadonlySet<ProviderErrorCode> = new Set([
  'not-found',
  'unauthorized',
  'unsupported',
  'bad-response',
]);

/** Milliseconds for which a server that was silent is not asked again. */
const pause = 60_000;

/** What is remembered of where the answers of each model begin. */
export class OpeningCache {
  private readonly known = new Map<string, ThoughtOpening>();
  private readonly doubted = new Set<string>();
  private quietUntil = 0;

  constructor(private readonly sources: OpeningSources) {}

  /**
   * Where answers begin: in the thought that the chat template opened, or not. `unsure` where nobody
   * says, and with thinking off, where a template rarely opens a thought and nobody is asked before
   * an answer gave reason to.
   */
  async of(request: Asked, call: CallOptions): Promise<ThoughtOpening> {
    const key = keyOf(request);
    const known = this.known.get(key);
    if (known) return known;
    if (request.thinking === 'off' && !this.doubted.has(key)) return 'unsure';
    if (this.sources.now().getTime() < this.quietUntil) return 'unsure';
    try {
      const opening = await openingOf(request, this.sources, call);
      this.known.set(key, opening);
      return opening;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.code === 'timeout') this.quietUntil = this.sources.now().getTime() + pause;
      // A model may be there later; a route will not.
      if (lasting.has(error.code) && error.missing !== 'model') this.known.set(key, 'unsure');
      return 'unsure';
    }
  }

  /** Another server may be there now, with other templates. */
  clear(): void {
    this.known.clear();
    this.doubted.clear();
    this.quietUntil = 0;
  }

  /** An answer ended a thought that nobody saw begin. */
  doubt(request: Asked): void {
    this.doubted.add(keyOf(request));
  }
}

function keyOf({ model, thinking }: Asked): string {
  return JSON.stringify([model, thinking ?? '']);
}

/**
 * Whether the chat template opens a thought itself: then only the closing tag arrives, and what
 * precedes it is thought. A reasoning parser sets the thought apart, but not every one does where
 * only the closing tag came (qwen3 until 0.16, by source).
 */
async function openingOf(
  { model, thinking }: Asked,
  { llm, reasoningParser }: OpeningSources,
  call: CallOptions,
): Promise<ThoughtOpening> {
  const messages = [{ role: 'user', content: 'a' }] as const;
  const { tokens } = await llm.tokenize({ model, messages, ...(thinking && { thinking }) }, call);
  if (!(await endsInOpenThought(model, tokens, llm, call))) return 'answer';
  return (await reasoningParser(model, call)).state === 'yes' ? 'unsure' : 'thought';
}

/**
 * A prefilled answer goes on behind its thought. A constraint binds from the first token where no
 * parser tells a thought apart, so that the template's thought stays empty; free text around a
 * structural tag can hold one.
 */
export function boundOpening(
  { extraBody, guided }: GenerateRequest,
  opening: ThoughtOpening,
): ThoughtOpening {
  if (isPrefilled(extraBody)) return 'answer';
  const binds = guided !== undefined && guided.kind !== 'structuralTag';
  return binds && opening === 'thought' ? 'unsure' : opening;
}
