/**
 * The votes that the model casts along lines whose text is known: what `fitWeights.mjs` learns from.
 */

/** @typedef {import('../../src/embedded/model/scoring')} BallotModule */
/** @typedef {import('../../src/embedded/model/corpus')} CorpusModule */
/** @typedef {import('../../src/embedded/model/features')} FeaturesModule */
/** @typedef {import('../../src/embedded/model/lexer')} LexerModule */
/** @typedef {import('../../src/embedded/model/promptIndex')} PromptIndexModule */
/** @typedef {import('../../src/embedded/model/symbolSpace')} SymbolSpaceModule */
/** @typedef {import('../../src/embedded/model/buildSnapshot')} BuildSnapshotModule */
/**
 * @typedef {BallotModule & CorpusModule & FeaturesModule & LexerModule & PromptIndexModule
 *   & SymbolSpaceModule & BuildSnapshotModule} Internals
 */
/** @typedef {import('../../src/embedded/model/features').FeatureClasses} FeatureClasses */
/** @typedef {{ right: boolean, share: number, classes: FeatureClasses }} KnownVote */

const longestLine = 40;
const followingLength = 6;

/**
 * @param {Internals} model
 * @param {import('../../src/embedded/model/corpus').Corpus} corpus
 * @param {import('./heldOut.mjs').Place} place
 * @returns {Generator<KnownVote[]>} the votes on each token of the line, and on its end
 */
export function* votesAlong(model, corpus, place) {
  const space = new model.SymbolSpace(corpus);
  const suffix = place.suffix === '' ? undefined : place.suffix;
  const prompt = new model.PromptIndex({ prefix: place.prefix, suffix, others: [] }, space);
  const scene = { corpus, space, prompt };
  const eol = place.prefix.includes('\r\n') ? '\r\n' : '\n';
  const text = place.prefix + place.expected + place.suffix;
  const stop = place.prefix.length + place.expected.length;
  let context = Array.from(prompt.symbols.subarray(prompt.prefixStart)).reverse();
  let { indentation, pending: started } = prompt;
  let at = place.prefix.length - started.length;
  for (let count = 0; count < longestLine; count++) {
    const end = at < text.length ? model.tokenEnd(text, at) : at;
    const token = text.slice(at, end);
    const symbol = space.symbolOf(token, indentation);
    /** @param {number} voted */
    const isRight = (voted) =>
      at < stop ? voted === symbol : voted === model.endSymbol || space.isLineBreak(voted);
    /** @type {import('../../src/embedded/model/evidence').GapEnding} */
    const ending = suffix === undefined ? 'open end' : 'gap';
    /** @type {KnownVote[]} */
    const votes = [];
    const paper = {
      context,
      following: symbolsOf(model, space, { text: place.suffix, indentation }),
      started,
      layout: { indentation, eol },
      ending,
    };
    model.scoreSymbols(scene, paper, (voted, classes, share) => {
      votes.push({ right: isRight(voted), share, classes });
    });
    yield votes;
    if (at >= stop) return;
    context = [symbol, ...context];
    indentation = model.indentationAfter(token, indentation);
    at = end;
    started = '';
  }
}

/**
 * @param {Internals} model
 * @param {import('../../src/embedded/model/symbolSpace').SymbolSpace} space
 * @param {{ text: string, indentation: string }} start
 */
function symbolsOf(model, space, { text, indentation }) {
  const symbols = [];
  let before = indentation;
  for (let at = 0; at < text.length && symbols.length < followingLength;) {
    const end = model.tokenEnd(text, at);
    const token = text.slice(at, end);
    symbols.push(space.symbolOf(token, before));
    before = model.indentationAfter(token, before);
    at = end;
  }
  return symbols;
}
