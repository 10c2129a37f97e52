import type {
  Candidate,
  LanguageModel,
  Session,
} from '../../../../src/embedded/model/languageModel';
import { decodeUtf8, encodeUtf8 } from '../../../../src/embedded/model/utf8';

/** What a scripted session proposes for one token: a text with its probability; `null` ends. */
export type Proposal = readonly (readonly [
  text: string | Uint8Array | null,
  probability: number,
])[];

function toCandidate([text, probability]: Proposal[number]): Candidate {
  const logprob = Math.log(probability);
  if (text === null) return { bytes: new Uint8Array(0), logprob, end: true };
  return { bytes: typeof text === 'string' ? encodeUtf8(text) : text, logprob };
}

/** A session that proposes `script` token by token, whatever is accepted, and then ends. */
export function scriptedSession(
  script: readonly Proposal[],
): Session & { readonly accepted: string[] } {
  const accepted: string[] = [];
  return {
    accepted,
    propose: (limit) => (script[accepted.length] ?? [[null, 1]]).slice(0, limit).map(toCandidate),
    accept: (bytes) => void accepted.push(decodeUtf8(bytes)),
    byteWeights: () => new Float64Array(256).fill(1),
    fork: () => scriptedSession(script.slice(accepted.length)),
  };
}

/** A script that proposes one text per token. */
export function says(...texts: readonly (string | Uint8Array)[]): readonly Proposal[] {
  return texts.map((text) => [[text, 0.9]]);
}

/** A model whose only words are `words`, with ids from 300 on. */
export function wordModel(words: readonly string[]): LanguageModel {
  return {
    vocabularySize: 300 + words.length,
    encode: (text) => {
      const index = words.indexOf(text);
      return index < 0 ? [...encodeUtf8(text)] : [300 + index];
    },
    decode: (ids) => ids.map((id) => words[id - 300] ?? '').join(''),
    tokenText: (id) => words[id - 300] ?? '',
    explain: () => '',
    open: () => scriptedSession([]),
  };
}
