import { ProviderError } from '../../errors';
import { isAtLeast } from '../../release';
import { wordInChat, wordInCompletion, wordInGrammar, wordInTag } from '../../wire/probes';
import { remedyOf } from '../remedies';
import { askWhole, type Probe, type ProbeVerdict } from './requests';
import { cutVerdict, isOpenThought, judgeWord } from './verdicts';

/**
 * In front of a raw prompt it makes a server with a reasoning parser take the thought for ended, so
 * that constraints bind (seen on 0.10.2 and 0.32.0; vLLM issue 57726).
 */
export const emptyThought = '<think>\n\n</think>\n\n';

/** Told in `saw`, since it decides how constrained raw prompts are sent. */
export const afterEmptyThought = 'binds after an empty thought in front of the prompt';

const prompt = 'Say anything: ';

export const chatConstraints: Probe = async (context) => {
  const word = context.word();
  const answer = await askWhole(context, 'chat', wordInChat(context.model, word, context.dialect));
  // With a thought in front, the constraint may well bind what follows it.
  if (!(answer instanceof ProviderError) && answer.ending === 'cut' && isOpenThought(answer)) {
    return { ...cutVerdict, saw: 'the model thought, though told not to, until it was cut' };
  }
  const verdict = judgeWord(answer, word, 'chat-constraints', context);
  return verdict.state === 'yes'
    ? { ...verdict, saw: `with thinking off: ${verdict.saw}` }
    : verdict;
};

/** How long a thought is nobody knows, and an answer cut within it tells nothing. */
export const thinkingConstraints: Probe = () =>
  Promise.resolve({
    state: 'unknown',
    saw: 'no short request can tell: constraints were tried with thinking off only',
    advice: 'a real answer with a thought in front shows it',
  });

export const completionConstraints: Probe = async (context) => {
  const { model, dialect } = context;
  const word = context.word();
  const judge = async (start: string): Promise<ProbeVerdict> => {
    const body = wordInCompletion(model, start + prompt, word, dialect);
    return judgeWord(
      await askWhole(context, 'completions', body),
      word,
      'completion-constraints',
      context,
    );
  };
  const plain = await judge('');
  if (plain.state !== 'no') return plain;
  const behind = await judge(emptyThought);
  if (behind.state === 'yes') return { state: 'yes', saw: afterEmptyThought };
  // Without a parser, nothing stands in their way that a flag would remove.
  const parser = await context.learn('reasoning-parser');
  if (parser.state !== 'no') return plain;
  return { state: 'no', saw: plain.saw, ...remedyOf('chat-constraints', context) };
};

export const grammars: Probe = async (context) => {
  const { model, dialect } = context;
  if (dialect.grammars === 'none') {
    const saw = 'constraints are enforced by an engine that does not read such grammars';
    return { state: 'no', saw, ...remedyOf('grammars', context) };
  }
  const word = context.word();
  const answer = await askWhole(context, 'chat', wordInGrammar(model, word, dialect));
  if (!(answer instanceof ProviderError) && answer.ending === 'cut' && isOpenThought(answer)) {
    return { ...cutVerdict, saw: 'the model thought, though told not to, until it was cut' };
  }
  return judgeWord(answer, word, 'grammars', context);
};

/**
 * Not asked of a release that an engine which reads no tags would end (0.16.0, once it had settled
 * on guidance; by source, with outlines); from 0.28 on such an engine fails one request.
 */
export const structuralTags: Probe = async (context) => {
  const { release, model } = context;
  const engine = await context.learn('grammars');
  if (engine.state === 'no') {
    return { state: 'no', saw: engine.saw, ...remedyOf('structural-tags', context) };
  }
  if (release === undefined || !isAtLeast(release, [0, 28, 0])) {
    const saw = 'not asked: before vLLM 0.28 a tag may crash an engine that does not read it';
    return { state: 'unknown', saw, advice: 'a real answer shows it' };
  }
  const word = context.word();
  const { body, text } = wordInTag(model, word);
  const answer = await askWhole(context, 'chat', body);
  if (!(answer instanceof ProviderError) && isOpenThought(answer)) return cutVerdict;
  return judgeWord(answer, text, 'structural-tags', context);
};
