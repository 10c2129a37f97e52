import type { ByteMatcher } from '../../guided/byteMatcher';
import { readConstraint } from '../../guided/constraintGrammar';
import type { GrammarReading } from '../../guided/ebnf';
import { printGrammar } from '../../guided/printGrammar';
import {
  createByteCompiler,
  type ByteCompiler,
  type ByteGrammar,
  type XGrammar,
} from '../../guided/xgrammar';
import { decode } from '../model/decode';
import type { DecodedChunk, DecodingEnd, LanguageModel } from '../model/languageModel';
import { openModel } from '../model/openModel';
import type { CapturedErrors } from './captureErrors';
import type { EngineConstraint } from './engineConstraint';
import type { WorkerMessage, WriteJob } from './protocol';
import { readTagsOnly, readTriggered } from './tagGrammar';
import { TaggedMatcher, type TriggeredMatcher } from './taggedMatcher';

export interface ConstrainedWriterOptions {
  readonly xgrammar: XGrammar;
  readonly post: (message: WorkerMessage) => void;
  /** Where XGrammar's complaints end up. */
  readonly errors: CapturedErrors;
}

/** Compiled grammars that are kept, since people ask under the same ones again and again. */
const keptGrammars = 8;
/** Exercises what most grammars need: WebAssembly is compiled function by function, on first use. */
const warmUp = `root ::= call{1,9}
call ::= name "(" (value (", " value){0,4})? ")"
value ::= name | call | [0-9]{1,4} | "\\"" [^"\\n]* "\\""
name ::= [a-z_] [a-z_0-9]{0,11}
`;

/** Milliseconds for which chunks are gathered into one message. */
const gatherTime = 4;

/** The work of the constrained worker: reads, compiles, decodes and posts, one job at a time. */
export class ConstrainedWriter {
  private compiler: ByteCompiler | undefined;
  private readonly grammars = new Map<string, ByteGrammar>();
  private opened: { readonly corpusId: number; readonly model: LanguageModel } | undefined;

  constructor(private readonly options: ConstrainedWriterOptions) {}

  /** Loads XGrammar and runs it once, so that the first job waits for neither. */
  async prepare(): Promise<void> {
    this.compiler = await createByteCompiler(this.options.xgrammar);
    const grammar = await this.compiler.compile(warmUp);
    const matcher = await grammar.createMatcher();
    matcher.accept(new TextEncoder().encode('a(b, 1'));
    matcher.allowedBytes();
    matcher.dispose();
    grammar.dispose();
  }

  async write(job: WriteJob): Promise<void> {
    const { post } = this.options;
    try {
      const matcher = await this.matcherFor(job.constraint);
      if (matcher === undefined) return;
      post({ kind: 'compiled' });
      this.decode(job, matcher);
    } catch (error) {
      // A grammar that passes our own reader and not XGrammar's has ended the module.
      const said = this.options.errors.take().trim();
      const message = said === '' ? String(error) : said;
      post({ kind: 'failed', message, broken: isWebAssemblyError(error) });
    }
  }

  /** Starts following a text under `constraint`; `undefined` where that was refused. */
  private async matcherFor(constraint: EngineConstraint): Promise<ByteMatcher | undefined> {
    const key = JSON.stringify(constraint);
    if (constraint.kind !== 'tagged') {
      return (await this.compile(key, () => readConstraint(constraint)))?.createMatcher();
    }
    if (constraint.triggers.length === 0) {
      return (await this.compile(key, () => readTagsOnly(constraint)))?.createMatcher();
    }
    const triggered: TriggeredMatcher[] = [];
    for (const trigger of constraint.triggers) {
      const read = (): GrammarReading => readTriggered(constraint, trigger);
      const matcher = await (await this.compile(`${trigger} of ${key}`, read))?.createMatcher();
      if (matcher === undefined) return undefined;
      triggered.push({ trigger, matcher });
    }
    return new TaggedMatcher(triggered, constraint);
  }

  private async compile(key: string, read: () => GrammarReading): Promise<ByteGrammar | undefined> {
    const known = this.grammars.get(key);
    if (known !== undefined) {
      this.keep(key, known);
      return known;
    }
    const { grammar, problems } = read();
    if (problems !== undefined) {
      this.options.post({ kind: 'refused', problems });
      return undefined;
    }
    const compiled = await this.compiler?.compile(printGrammar(grammar));
    if (compiled !== undefined) this.keep(key, compiled);
    return compiled;
  }

  private decode(job: WriteJob, matcher: ByteMatcher): void {
    const { post } = this.options;
    const cancelled = new Int32Array(job.cancelled);
    const model = this.modelFor(job);
    try {
      const steps = decode(model.open(job.prompt), job.sampling, model, matcher);
      let gathered: DecodedChunk[] = [];
      // The first token is sent at once.
      let sendAt = 0;
      const send = (): void => {
        if (gathered.length > 0) post({ kind: 'chunks', chunks: gathered });
        gathered = [];
        sendAt = performance.now() + gatherTime;
      };
      for (;;) {
        if (Atomics.load(cancelled, 0) !== 0) {
          post({ kind: 'cancelled' });
          return;
        }
        const step: IteratorResult<DecodedChunk, DecodingEnd> = steps.next();
        if (step.done === true) {
          send();
          post({ kind: 'end', end: step.value });
          return;
        }
        gathered.push(step.value);
        if (performance.now() >= sendAt) send();
      }
    } finally {
      matcher.dispose();
    }
  }

  private modelFor({ corpusId, snapshot }: WriteJob): LanguageModel {
    if (this.opened?.corpusId !== corpusId) {
      this.opened = { corpusId, model: openModel(snapshot) };
    }
    return this.opened.model;
  }

  /** Keeps the grammars used last; the others hold memory that only disposing gives back. */
  private keep(key: string, grammar: ByteGrammar): void {
    this.grammars.delete(key);
    this.grammars.set(key, grammar);
    if (this.grammars.size <= keptGrammars) return;
    const [oldest] = this.grammars;
    if (oldest === undefined) return;
    this.grammars.delete(oldest[0]);
    oldest[1].dispose();
  }
}

function isWebAssemblyError(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}
