import type { FactName } from '../../capabilities';
import { ProviderError } from '../../errors';
import type { ProbeAnswer } from '../../wire/probes';
import { remedyOf, routeRemedyOf } from '../remedies';
import type { ProbeContext, ProbeVerdict } from './requests';

/** Characters of a server's own words that are shown. */
const maxQuoteLength = 200;

export const cutVerdict: ProbeVerdict = {
  state: 'unknown',
  saw: 'the answer was cut before it could tell',
  advice: 'a model that answers briefly would show it',
};

/** What a refusal says of the fact: nothing, where something else was refused than it. */
export function refusedVerdict(
  error: ProviderError,
  name: FactName,
  context: ProbeContext,
): ProbeVerdict {
  const saw = quoteServerError(error);
  if (error.code === 'failed' || error.code === 'bad-response') {
    return { state: 'unknown', saw, failure: error, advice: 'ask again; its log says what broke' };
  }
  if (error.code === 'unauthorized') {
    return { state: 'unknown', saw, advice: 'a key with access would show it' };
  }
  if (isRedirect(error)) {
    return { state: 'unknown', saw, advice: 'the address that it redirects to would show it' };
  }
  if (error.missing === 'model' && error.message.includes(context.model)) {
    return { state: 'unknown', saw, advice: 'a model that the server lists would show it' };
  }
  const helps = error.missing === 'route' ? routeRemedyOf : remedyOf;
  return { state: 'no', saw, ...helps(name, context) };
}

/** Whether the only word allowed came. */
export function judgeWord(
  answer: ProbeAnswer | ProviderError,
  word: string,
  name: FactName,
  context: ProbeContext,
): ProbeVerdict {
  if (answer instanceof ProviderError) return refusedVerdict(answer, name, context);
  const text = answer.text.trim();
  if (text === word) return { state: 'yes', saw: `answered the only word allowed, “${word}”` };
  // Cut short, an empty or fitting beginning proves neither.
  if (answer.ending === 'cut' && word.startsWith(text)) return cutVerdict;
  const saw = `only “${word}” was allowed; answered ${excerpt(text)}`;
  return { state: 'no', saw, ...remedyOf(name, context) };
}

export function judgeTwo(
  answer: ProbeAnswer | ProviderError,
  name: FactName,
  context: ProbeContext,
): ProbeVerdict {
  if (answer instanceof ProviderError) return refusedVerdict(answer, name, context);
  return answer.choices === 2
    ? { state: 'yes', saw: 'two answers came' }
    : {
        // Accepted all the same: a model that knows but one way to go on has no two beams.
        state: 'unknown',
        saw: `two answers were asked for, ${answer.choices} came`,
        advice: 'a real request shows it',
      };
}

/** For what a server refuses where it cannot do it. */
export function judgeAccepted(
  answer: ProbeAnswer | ProviderError,
  name: FactName,
  context: ProbeContext,
): ProbeVerdict {
  if (answer instanceof ProviderError) return refusedVerdict(answer, name, context);
  return { state: 'yes', saw: 'the server accepts it' };
}

export function quoteServerError(error: ProviderError): string {
  return `the server says “${onOneLine(error.message, maxQuoteLength).replace(/\.$/, '')}”`;
}

export function excerpt(text: string): string {
  const line = onOneLine(text, 40);
  return line === '' ? 'nothing' : `“${line}”`;
}

/** An answer that is a thought that was not closed, whatever field it came in. */
export function isOpenThought({
  text,
  reasoning,
}: Pick<ProbeAnswer, 'text' | 'reasoning'>): boolean {
  const begun = text.trimStart();
  if (begun === '') return reasoning !== '';
  return begun.startsWith('<think>') && !begun.includes('</think>');
}

function isRedirect({ status }: ProviderError): boolean {
  return status !== undefined && status >= 300 && status < 400;
}

function onOneLine(text: string, most: number): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
