import { readCorpus } from './corpus';
import { groundsText } from './grounds';
import type { CorpusSnapshot, LanguageModel } from './languageModel';
import { ModelSession } from './modelSession';
import { PromptIndex } from './promptIndex';
import { readPrompt } from './promptText';
import { splitSpecialTokens } from './specialTokens';
import { SymbolSpace } from './symbolSpace';
import { Vocabulary } from './vocabulary';

/** A model over `snapshot`; opening copies nothing of it. */
export function openModel(snapshot: CorpusSnapshot): LanguageModel {
  const corpus = readCorpus(snapshot);
  const vocabulary = new Vocabulary(corpus);
  const open = (prompt: readonly number[]): ModelSession => {
    const text = readPrompt(splitSpecialTokens(vocabulary.decode(prompt)));
    const space = new SymbolSpace(corpus);
    return ModelSession.open({ corpus, space, prompt: new PromptIndex(text, space) }, text);
  };
  return {
    vocabularySize: vocabulary.size,
    encode: (text, limit) => vocabulary.encode(text, limit),
    decode: (ids) => vocabulary.decode(ids),
    tokenText: (id) => vocabulary.tokenText(id),
    open,
    explain: (prompt) => groundsText(open(prompt).grounds()),
  };
}
