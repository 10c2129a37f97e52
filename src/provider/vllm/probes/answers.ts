import { ProviderError } from '../../errors';
import { onePixel, twoBeams, twoSamples, wordInToolCall } from '../../wire/probes';
import { askWhole, type Probe, type ProbeVerdict } from './requests';
import { excerpt, judgeAccepted, judgeTwo, refusedVerdict } from './verdicts';

export const beams: Probe = async (context) =>
  judgeTwo(await askWhole(context, 'chat', twoBeams(context.model)), 'beams', context);

export const samples: Probe = async (context) =>
  judgeTwo(await askWhole(context, 'chat', twoSamples(context.model)), 'samples', context);

export const images: Probe = async (context) =>
  judgeAccepted(await askWhole(context, 'chat', onePixel(context.model)), 'images', context);

export const tools: Probe = async (context) => {
  const body = wordInToolCall(context.model, context.word(), 'auto');
  return judgeAccepted(await askWhole(context, 'chat', body), 'tools', context);
};

export const requiredTools: Probe = async (context) => {
  const word = context.word();
  const answer = await askWhole(context, 'chat', wordInToolCall(context.model, word, 'required'));
  if (answer instanceof ProviderError) {
    return isCutCall(answer)
      ? cutCall('the server refused the call, since it was cut before it was whole')
      : refusedVerdict(answer, 'required-tools', context);
  }
  if (answer.toolArguments?.includes(`"${word}"`)) {
    return { state: 'yes', saw: 'the arguments followed their schema' };
  }
  if (answer.ending === 'cut') return cutCall('the call was cut before it was whole');
  return {
    state: 'no',
    saw: `answered ${excerpt(answer.toolArguments ?? answer.text)}`,
    advice: 'another --tool-call-parser may bind the arguments to their schema',
  };
};

/** A call that the token limit cut is a refusal until some release before 0.24 (seen on 0.10.2 and 0.16.0). */
function isCutCall({ code, message }: ProviderError): boolean {
  return code === 'rejected' && message.includes('EOF while parsing');
}

function cutCall(saw: string): ProbeVerdict {
  return { state: 'unknown', saw, advice: 'a model that ends its call in time would show it' };
}
