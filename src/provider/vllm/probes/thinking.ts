import { ProviderError } from '../../errors';
import { isAtLeast } from '../../release';
import { prefillRequest, nextTurn, thoughtInChat } from '../../wire/probes';
import { remedyOf } from '../remedies';
import { askWhole, askStreamed, type Probe } from './requests';
import { excerpt, refusedVerdict } from './verdicts';

/** Tokens that a thought is given, of many more that the answer may have. */
const budget = 2;

/** Characters that no such budget holds. */
const longerThanBudget = 32;

const noThought = {
  state: 'unknown',
  saw: 'the model did not think, though told to',
  advice: 'a model that thinks would show it',
} as const;

// In a stream: until 0.31 whole answers tell a thought that was cut as text, parser or not (seen on
// 0.10.2 and 0.16.0).
export const reasoningParser: Probe = async (context) => {
  const answer = await askStreamed(context, thoughtInChat(context.model, { thinking: 'on' }));
  if (answer instanceof ProviderError) return refusedVerdict(answer, 'reasoning-parser', context);
  if (answer.reasoning !== '') return { state: 'yes', saw: 'thought arrived by itself' };
  if (!hasTag(answer.text)) return noThought;
  const saw = 'thought arrived in the text, as tags';
  return { state: 'no', saw, ...remedyOf('reasoning-parser', context) };
};

export const thinkingSwitch: Probe = async (context) => {
  const off = await askStreamed(context, thoughtInChat(context.model, { thinking: 'off' }));
  if (off instanceof ProviderError) return refusedVerdict(off, 'thinking-switch', context);
  if (thinks(off)) {
    const saw = `told not to think, it thought ${excerpt(off.reasoning || off.text)}`;
    return { state: 'no', saw, ...remedyOf('thinking-switch', context) };
  }
  const on = await askStreamed(context, thoughtInChat(context.model, { thinking: 'on' }));
  if (on instanceof ProviderError) return refusedVerdict(on, 'thinking-switch', context);
  return thinks(on)
    ? { state: 'yes', saw: 'it thought when told to, and did not when told not to' }
    : noThought;
};

/** Against the same thought without a budget, since a thought may be short by itself. */
export const thinkingBudget: Probe = async (context) => {
  const { model, release } = context;
  const short = await askStreamed(context, thoughtInChat(model, { thinking: 'on', budget }));
  if (short instanceof ProviderError) return refusedVerdict(short, 'thinking-budget', context);
  const long = await askStreamed(context, thoughtInChat(model, { thinking: 'on' }));
  if (long instanceof ProviderError) return refusedVerdict(long, 'thinking-budget', context);
  if (!thinks(long)) return noThought;
  if (long.reasoning === '') {
    const saw = 'the thought arrived in the text, where nothing counts it';
    return { state: 'unknown', saw, advice: 'a reasoning parser would show it' };
  }
  if (short.text !== '' && short.reasoning.length < long.reasoning.length) {
    return { state: 'yes', saw: `given ${budget} tokens, the thought ended sooner than without` };
  }
  if (short.reasoning !== long.reasoning || long.reasoning.length < longerThanBudget) {
    const advice = 'a model that thinks longer would show it';
    return { state: 'unknown', saw: 'the thought was short by itself', advice };
  }
  const young = release === undefined || isAtLeast(release, [0, 20, 0]);
  const saw = `given ${budget} tokens, the thought went on`;
  return { state: 'no', saw, ...(young ? {} : remedyOf('thinking-budget', context)) };
};

/** By what is counted: a server that opens another turn puts its marks behind what was begun. */
export const chatPrefill: Probe = async (context) => {
  const continued = await askWhole(context, 'chat', prefillRequest(context.model));
  if (continued instanceof ProviderError) return refusedVerdict(continued, 'chat-prefill', context);
  const next = await askWhole(context, 'chat', nextTurn(context.model));
  if (next instanceof ProviderError) return refusedVerdict(next, 'chat-prefill', context);
  const [continuing, opening] = [continued.promptTokens, next.promptTokens];
  if (continuing === undefined || opening === undefined) {
    const advice = 'a server that counts the tokens of a prompt would show it';
    return { state: 'unknown', saw: 'the answer does not count its prompt', advice };
  }
  if (continuing >= opening) {
    const saw = 'what was begun is followed by another turn, as if not asked to go on';
    return { state: 'no', saw, ...remedyOf('chat-prefill', context) };
  }
  const how =
    continued.text === '' && continued.reasoning !== '' ? ', but reported as thought' : '';
  return { state: 'yes', saw: `what was begun is continued, with no turn between${how}` };
};

function thinks({
  text,
  reasoning,
}: {
  readonly text: string;
  readonly reasoning: string;
}): boolean {
  return reasoning !== '' || hasTag(text);
}

function hasTag(text: string): boolean {
  return text.trimStart().startsWith('<think>');
}
