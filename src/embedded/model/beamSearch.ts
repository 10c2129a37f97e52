import { byteCandidate } from './decodingStep';
import type { Candidate, Session, TokenLogprob } from './languageModel';
import { endWith } from './ranking';
import { tokenLogprob } from './tokenLogprob';
import { concatBytes, decodeUtf8 } from './utf8';

export interface BeamOptions {
  /** How many texts are followed, and how many come out at most. */
  readonly width: number;
  readonly maxTokens: number;
  readonly lengthPenalty: number;
  /** Whether a text may end before `maxTokens`. */
  readonly ignoreEnd: boolean;
  /** Whether the end counts as a token of the answer; its text never does. */
  readonly includeEnd: boolean;
  readonly logprobs: number | undefined;
  /** Tokens before the beams, which count for their length. */
  readonly promptTokens: number;
}

/** A text that the search came out with. */
export interface Beam {
  readonly text: string;
  readonly tokenCount: number;
  readonly logprobs: readonly TokenLogprob[];
  readonly ended: boolean;
}

interface Hypothesis {
  readonly session: Session;
  readonly bytes: Uint8Array;
  readonly tokens: number;
  readonly logprob: number;
  readonly entries: readonly TokenLogprob[];
  readonly ended: boolean;
}

interface Extension {
  readonly from: Hypothesis;
  readonly chosen: Candidate;
  readonly candidates: readonly Candidate[];
  readonly logprob: number;
}

/**
 * vLLM's beam search (reference, section 4): each step asks `2 * width` tokens of each beam; a beam
 * that ends leaves the race but does not shorten it; at the end all are ranked by log-probability
 * over the length with the prompt. Stop strings, constraints and sampling have no say. Yields after
 * every beam's turn, so that others get theirs.
 */
export function* searchBeams(
  session: Session,
  options: BeamOptions,
): Generator<void, readonly Beam[]> {
  const nothing = new Uint8Array(0);
  const finished: Hypothesis[] = [];
  let beams: readonly Hypothesis[] = [
    { session, bytes: nothing, tokens: 0, logprob: 0, entries: [], ended: false },
  ];
  for (let step = 0; step < options.maxTokens && beams.length > 0; step++) {
    const extensions: Extension[] = [];
    for (const beam of beams) {
      yield;
      const candidates = nextTokens(beam.session, options);
      for (const chosen of candidates) {
        const extension = {
          from: beam,
          chosen,
          candidates,
          logprob: beam.logprob + chosen.logprob,
        };
        if (chosen.end !== true) extensions.push(extension);
        else if (!options.ignoreEnd) finished.push(end(extension, options));
      }
    }
    beams = extensions
      .sort((a, b) => b.logprob - a.logprob)
      .slice(0, options.width)
      .map((extension) => extend(extension, options));
  }
  return [...finished, ...beams]
    .sort((a, b) => score(b, options) - score(a, options))
    .slice(0, options.width)
    .map(({ bytes, tokens, entries, ended }) => ({
      text: decodeUtf8(bytes),
      tokenCount: tokens + (ended && options.includeEnd ? 1 : 0),
      logprobs: entries,
      ended,
    }));
}

function nextTokens(session: Session, { width, ignoreEnd }: BeamOptions): readonly Candidate[] {
  const proposed = session.propose(2 * width);
  if (proposed.some(({ end: ends }) => ends !== true)) return proposed;
  // A model without an opinion ends the text; one that may not, guesses bytes.
  if (!ignoreEnd) return proposed.length > 0 ? proposed : [endWith(0)];
  const weights = session.byteWeights();
  return [...weights.keys()]
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0))
    .slice(0, 2 * width)
    .map((byte) => byteCandidate(byte, weights));
}

function extend(extension: Extension, options: BeamOptions): Hypothesis {
  const { from, chosen, logprob } = extension;
  const session = from.session.fork();
  session.accept(chosen.bytes);
  return {
    session,
    bytes: concatBytes(from.bytes, chosen.bytes),
    tokens: from.tokens + 1,
    logprob,
    entries: [...from.entries, ...entryOf(extension, options)],
    ended: false,
  };
}

function end(extension: Extension, options: BeamOptions): Hypothesis {
  const { from, logprob } = extension;
  const entries = options.includeEnd ? entryOf(extension, options) : [];
  return { ...from, logprob, entries: [...from.entries, ...entries], ended: true };
}

function entryOf(step: Extension, { logprobs }: BeamOptions): readonly TokenLogprob[] {
  return logprobs === undefined ? [] : [tokenLogprob(step, logprobs)];
}

function score({ logprob, tokens }: Hypothesis, options: BeamOptions): number {
  return logprob / (options.promptTokens + tokens) ** options.lengthPenalty;
}
