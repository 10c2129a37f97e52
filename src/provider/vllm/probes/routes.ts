import { ProviderError } from '../../errors';
import { decodeModels } from '../../wire/models';
import { isAtLeast } from '../../release';
import { loadNothing, unloadNothing } from '../../wire/probes';
import { encodeUnload } from '../../wire/adapters';
import { remedyOf, routeRemedyOf } from '../remedies';
import {
  resultOrRefusal,
  askRoute,
  type Probe,
  type ProbeContext,
  type ProbeVerdict,
} from './requests';
import { refusedVerdict, quoteServerError } from './verdicts';

export const tokenize: Probe = async (context) => {
  const body = { model: context.model, prompt: 'a' };
  const outcome = await resultOrRefusal(() =>
    context.transport.json(
      { method: 'POST', mount: 'root', path: '/tokenize', body },
      context.call,
    ),
  );
  return outcome instanceof ProviderError
    ? refusedVerdict(outcome, 'tokenize', context)
    : routeAnswers;
};

export const metrics: Probe = async (context) => {
  const text = await readMetrics(context);
  if (text instanceof ProviderError) return refusedVerdict(text, 'metrics', context);
  if (text.includes('vllm:')) return routeAnswers;
  const helps = context.front === 'router' ? routeRemedyOf : remedyOf;
  const saw = 'the route answers without a word of vLLM';
  return { state: 'no', saw, ...helps('metrics', context) };
};

/** To unload no name at all is refused wherever the route is, and harmless (reference, section 14). */
export const adapterRoutes: Probe = async (context) => {
  const outcome = await askRoute(context, adapterCall('unload', unloadNothing));
  if (!(outcome instanceof ProviderError)) {
    const saw = 'something answers there, but not as vLLM does';
    return { state: 'unknown', saw, advice: 'the server at its own address would show it' };
  }
  if (outcome.status === 400 || outcome.status === 422) {
    return { state: 'yes', saw: 'the route answers: it asks for the name of an adapter' };
  }
  return refusedVerdict(outcome, 'adapter-routes', context);
};

/**
 * A server with LoRA lists adapters, or has a metric for them from its start on (by source on 0.16.0;
 * seen on 0.32.0, and missing there without `--enable-lora`). Else it is asked to load what is not
 * there, which has it say that LoRA is off, if so (seen on 0.32.0); before 0.7.1 that would do more
 * than ask (reference, section 1.4).
 */
export const lora: Probe = async (context) => {
  const listed = await listedAdapter(context);
  if (listed !== undefined) return { state: 'yes', saw: `it serves the adapter ${listed}` };
  const told = await readMetrics(context);
  if (typeof told === 'string' && told.includes('vllm:lora_requests_info')) {
    return { state: 'yes', saw: 'it counts requests that use adapters' };
  }
  const { release } = context;
  if (release !== undefined && !isAtLeast(release, [0, 7, 1])) {
    const saw = 'no adapter is listed; to load one would not tell before vLLM 0.7.1';
    return { state: 'unknown', saw, advice: 'an adapter that is listed would show it' };
  }
  const routes = await context.learn('adapter-routes');
  if (routes.state === 'yes') return loading(context);
  return { state: 'unknown', saw: 'no adapter is listed, and none can be loaded to see', advice };
};

const routeAnswers: ProbeVerdict = { state: 'yes', saw: 'the route answers' };

const advice = 'an adapter that is listed, or the routes that load one, would show it';

async function listedAdapter({ transport, call }: ProbeContext): Promise<string | undefined> {
  const list = await resultOrRefusal(async () =>
    decodeModels(await transport.json({ method: 'GET', mount: 'api', path: '/models' }, call)),
  );
  if (list instanceof ProviderError) return undefined;
  return list.models.find(({ parent }) => parent !== undefined)?.id;
}

async function loading(context: ProbeContext): Promise<ProbeVerdict> {
  const name = `trellis-${context.word()}`;
  const outcome = await askRoute(context, adapterCall('load', loadNothing(name)));
  if (!(outcome instanceof ProviderError)) {
    await askRoute(context, adapterCall('unload', encodeUnload(name)));
    return { state: 'unknown', saw: 'it loads an adapter that does not exist', advice };
  }
  if (outcome.message.includes('LoRA is not enabled')) {
    return {
      state: 'no',
      saw: 'the server says “LoRA is not enabled”',
      ...remedyOf('lora', context),
    };
  }
  if (outcome.code === 'not-found' && outcome.missing === 'model') {
    return { state: 'yes', saw: 'asked to load a path that is not there, it looked for it' };
  }
  return { state: 'unknown', saw: quoteServerError(outcome), advice };
}

function adapterCall(verb: 'load' | 'unload', body: ReturnType<typeof encodeUnload>) {
  return { method: 'POST', mount: 'api', path: `/${verb}_lora_adapter`, body } as const;
}

function readMetrics(context: ProbeContext): Promise<string | ProviderError> {
  return askRoute(context, { method: 'GET', mount: 'root', path: '/metrics' });
}
