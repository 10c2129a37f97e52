import { contextDepth } from './contextOrder';
import { boundary } from './corpus';
import { findGrounds, type PredictionGrounds } from './grounds';
import type { Candidate, Session } from './languageModel';
import { tokenEnd } from './lexer';
import type { OpenPairs } from './openPairs';
import { beginsWithCloser, isBalancedSince, openAfter } from './openPairs';
import type { PromptText } from './promptText';
import type { RankedCandidate } from './ranking';
import { dampLoops, loopMemory } from './loopDamping';
import { rankCandidates } from './ranking';
import { indentationAfter } from './symbolSpace';
import { concatBytes, decodeUtf8, encodeUtf8, incompleteTail } from './utf8';
import type { GapEnding, PredictionContext } from './evidence';

/** Symbols of the text after the gap that are looked for. */
const followingLength = 6;

/** What changes while a text is written. */
interface State {
  /** Symbols before the gap, latest first, without the token that may still be growing. */
  context: readonly number[];
  /** The indentation before that token. */
  indentation: string;
  /** That token, and the start of a character that may follow it. */
  pending: Uint8Array;
  /** The token was proposed and taken whole, so it does not grow. */
  whole: boolean;
  /** Brackets and quotes that are open before that token. */
  open: OpenPairs;
  /** Symbols written since the session was opened, latest first. */
  written: readonly number[];
}

/** A text being written over one prompt. */
export class ModelSession implements Session {
  private proposed: readonly RankedCandidate[] | undefined;

  private constructor(
    private readonly scene: PredictionContext,
    private readonly ahead: Ahead,
    private readonly state: State,
  ) {}

  static open(scene: PredictionContext, text: PromptText): ModelSession {
    const { prompt } = scene;
    const { symbols, prefixStart } = prompt;
    const context = Array.from(
      symbols.subarray(Math.max(prefixStart, symbols.length - contextDepth)),
    ).reverse();
    const state = {
      context,
      indentation: prompt.indentation,
      pending: encodeUtf8(prompt.pending),
      whole: false,
      open: openInLine(text.prefix.slice(0, text.prefix.length - prompt.pending.length)),
      written: [],
    };
    const ahead = {
      suffix: text.suffix,
      open: openAfter(state.open, prompt.pending),
      eol: text.prefix.includes('\r\n') ? '\r\n' : '\n',
    };
    return new ModelSession(scene, ahead, state);
  }

  propose(limit: number): readonly Candidate[] {
    this.proposed ??= this.rank();
    return this.proposed.slice(0, limit).map(({ candidate }) => candidate);
  }

  accept(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const key = byteKey(bytes);
    const taken = this.proposed?.find(
      ({ candidate }) => candidate.end !== true && byteKey(candidate.bytes) === key,
    );
    if (taken === undefined) {
      this.state.pending = concatBytes(this.state.pending, bytes);
      this.state.whole = false;
    } else if (taken.follows || this.state.whole) {
      this.commit(decodeUtf8(this.state.pending));
      this.state.pending = bytes;
      this.state.whole = true;
    } else {
      this.state.pending = concatBytes(this.state.pending, bytes);
      this.state.whole = true;
    }
    if (!this.state.whole) this.commitWholeTokens();
    this.proposed = undefined;
  }

  byteWeights(): Float64Array {
    const weights = Float64Array.from(baseWeights);
    for (const { bytes, logprob } of this.propose(64)) {
      const [first] = bytes;
      if (first !== undefined) weights[first] = (weights[first] ?? 0) + Math.exp(logprob);
    }
    return weights;
  }

  fork(): Session {
    const copy = new ModelSession(this.scene, this.ahead, { ...this.state });
    // Beams fork and then accept what was proposed before: the copy must know it as a whole token.
    copy.proposed = this.proposed;
    return copy;
  }

  /** What the next token is decided on. */
  grounds(): PredictionGrounds {
    const { context, pending, indentation } = this.state;
    const started = decodeUtf8(pending);
    const symbols =
      started === '' ? context : [this.scene.space.symbolOf(started, indentation), ...context];
    return findGrounds(this.scene, symbols, this.propose(3));
  }

  private rank(): readonly RankedCandidate[] {
    const { pending, whole, context, indentation } = this.state;
    // The rest of a character is for the byte weights to write.
    if (incompleteTail(pending) > 0) return [];
    const started = decodeUtf8(pending);
    const { eol } = this.ahead;
    const ending = this.endingAfter(started);
    const followingAt = (at: string): readonly number[] => this.following(at);
    if (!whole || started === '') {
      const paper = {
        context,
        started,
        layout: { indentation, eol },
        ending,
        followingAt,
      } as const;
      return dampLoops(rankCandidates(this.scene, paper), this.state.written);
    }
    const symbol = this.scene.space.symbolOf(started, indentation);
    const layout = { indentation: indentationAfter(started, indentation), eol };
    const next = [symbol, ...context];
    const paper = { context: next, started: '', layout, ending, followingAt } as const;
    return dampLoops(rankCandidates(this.scene, paper), [symbol, ...this.state.written]);
  }

  /** How the text may end once the pending token is whole. */
  private endingAfter(started: string): GapEnding {
    const { suffix, open } = this.ahead;
    if (suffix === undefined) return 'open end';
    return !beginsWithCloser(suffix) || isBalancedSince(open, openAfter(this.state.open, started))
      ? 'gap'
      : 'gap, in a pair of its own';
  }

  private following(indentation: string): readonly number[] {
    const { suffix } = this.ahead;
    if (suffix === undefined) return [];
    const symbols: number[] = [];
    let before = indentation;
    for (let at = 0; at < suffix.length && symbols.length < followingLength;) {
      const end = tokenEnd(suffix, at);
      const token = suffix.slice(at, end);
      symbols.push(this.scene.space.symbolOf(token, before));
      before = indentationAfter(token, before);
      at = end;
    }
    if (symbols.length < followingLength) symbols.push(boundary);
    return symbols;
  }

  /** Leaves in `pending` only the last token, which may grow. */
  private commitWholeTokens(): void {
    const { pending } = this.state;
    const complete = pending.length - incompleteTail(pending);
    const text = decodeUtf8(pending.subarray(0, complete));
    let at = 0;
    for (let end = text === '' ? 0 : tokenEnd(text, 0); end < text.length;) {
      this.commit(text.slice(at, end));
      at = end;
      end = tokenEnd(text, at);
    }
    this.state.pending = concatBytes(encodeUtf8(text.slice(at)), pending.subarray(complete));
  }

  private commit(token: string): void {
    const { context, indentation, open } = this.state;
    const symbol = this.scene.space.symbolOf(token, indentation);
    this.state.open = openAfter(open, token);
    this.state.context = [symbol, ...context].slice(0, contextDepth);
    this.state.written = [symbol, ...this.state.written].slice(0, loopMemory);
    this.state.indentation = indentationAfter(token, indentation);
  }
}

/** What never changes while a text is written. */
interface Ahead {
  readonly suffix: string | undefined;
  /** Brackets and quotes of the line that are open where the text begins. */
  readonly open: OpenPairs;
  readonly eol: string;
}

/** What is open at the end of `text`, as far as its last line tells. */
function openInLine(text: string): OpenPairs {
  let open = '';
  for (let at = text.lastIndexOf('\n') + 1; at < text.length;) {
    const end = tokenEnd(text, at);
    open = openAfter(open, text.slice(at, end));
    at = end;
  }
  return open;
}

const byteKey = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** What a byte weighs that the model says nothing about: ASCII text over all else. */
const baseWeights = Float64Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x20 && byte < 0x7f) return 1e-3;
  return byte === 0x0a ? 2e-4 : byte >= 0x80 ? 1e-6 : 1e-8;
});
