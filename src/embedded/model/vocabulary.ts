import type { Corpus } from './corpus';
import { tokenEnd, tokenLengthLimit } from './lexer';
import {
  firstSpecialId,
  firstWordId,
  specialTokenId,
  specialTokenOf,
  splitSpecialTokens,
} from './specialTokens';
import { byteText, decodeUtf8, encodeUtf8 } from './utf8';

/** The public tokens: bytes, special tokens, and the words of the corpus. */
export class Vocabulary {
  readonly size: number;

  constructor(private readonly corpus: Corpus) {
    this.size = firstWordId + corpus.wordCount;
  }

  encode(text: string, limit = Infinity): readonly number[] {
    const ids: number[] = [];
    // Every token of the text yields at least one id, so text beyond this is never reached.
    const reachable = text.slice(0, Math.min(text.length, limit * tokenLengthLimit));
    for (const piece of splitSpecialTokens(reachable)) {
      if (ids.length >= limit) break;
      if (piece.kind === 'special') ids.push(specialTokenId(piece.token));
      else this.encodeText(piece.text, limit, ids);
    }
    return ids.length > limit ? ids.slice(0, limit) : ids;
  }

  decode(ids: readonly number[]): string {
    const parts: string[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) parts.push(decodeUtf8(Uint8Array.from(bytes)));
      bytes = [];
    };
    for (const id of ids) {
      if (id >= 0 && id < firstSpecialId && Number.isInteger(id)) {
        bytes.push(id);
      } else {
        flush();
        parts.push(this.spelling(id));
      }
    }
    flush();
    return parts.join('');
  }

  tokenText(id: number): string {
    if (id >= 0x80 && id < firstSpecialId) return byteText(id);
    return this.decode([id]);
  }

  private spelling(id: number): string {
    const spelling = specialTokenOf(id) ?? this.corpus.spellings[id - firstWordId + 1];
    if (spelling === undefined || id < firstSpecialId || id >= this.size) {
      throw new RangeError(`token id ${id} is not in [0, ${this.size})`);
    }
    return spelling;
  }

  private encodeText(text: string, limit: number, ids: number[]): void {
    for (let at = 0; at < text.length && ids.length < limit;) {
      const end = tokenEnd(text, at);
      const token = text.slice(at, end);
      at = end;
      const code = token.charCodeAt(0);
      const word = token.length === 1 && code < 0x80 ? undefined : this.corpus.wordIds.get(token);
      if (word !== undefined) ids.push(firstWordId + word - 1);
      else ids.push(...encodeUtf8(token));
    }
  }
}
