import { answering, beginChat, chatChunk } from './scriptedChat';
import { eventStream, json, type Script } from './scriptedServer';
import {
  allHostileWords,
  endlessLine,
  hostileControls,
  hostileLinks,
  hostileWords,
  worstWords,
} from './hostileWords';

/** The key that opens it; any other is answered with hostile words. */
export const hostileKey = 'right-key';

/** Words in a prompt that choose how it is answered. */
export const wish = {
  failure: 'please fail',
  endlessFailure: 'please fail for ever',
  hidden: 'please hide',
  endlessAnswer: 'please answer for ever',
} as const;

/** The base model, and an adapter on top of it for every word. */
const models = [
  { id: worstWords, root: allHostileWords, max_model_len: 32_768 },
  ...Object.values(hostileLinks).map((id) => ({ id, parent: worstWords, root: worstWords })),
  ...Object.values(hostileWords).map((parent, at) => ({
    id: `adapter ${at}`,
    parent,
    root: parent,
  })),
];

/** A vLLM that says hostile words wherever a server can say words. */
export const hostileServer: Script = (request, response) => {
  response.setHeader('server', hostileLinks['a command link'] ?? '');
  response.setHeader('x-request-id', worstWords.replaceAll(/[^ -~]/g, ''));
  const { path, headers } = request;
  const body = JSON.stringify(request.body ?? {});
  if (path.startsWith('/v1') && headers.authorization !== `Bearer ${hostileKey}`) {
    json(response, 401, { error: { message: worstWords, type: worstWords, code: 401 } });
  } else if (path === '/version') {
    json(response, 200, { version: worstWords });
  } else if (path === '/v1/models') {
    json(response, 200, { data: models });
  } else if (!path.endsWith('/completions')) {
    json(response, 404, { error: { message: allHostileWords, type: worstWords, code: 404 } });
  } else if (body.includes(wish.endlessFailure)) {
    json(response, 500, { error: { message: endlessLine, code: 500 } });
  } else if (body.includes(wish.failure)) {
    json(response, 400, { error: { message: worstWords, param: worstWords, code: 400 } });
  } else if (body.includes(wish.endlessAnswer)) {
    beginChat(response, [{ reasoning: endlessLine }, { content: endlessLine }]);
    response.end(`${chatChunk({ content: '' }, worstWords)}data: [DONE]\n\n`);
  } else if (body.includes(wish.hidden)) {
    return answering({ content: hostileControls['an override'] ?? '' })(request, response);
  } else if (body.includes('"stream":true')) {
    eventStream(response);
    for (const words of Object.values(hostileWords)) {
      response.write(chatChunk({ reasoning: `${words}\n\n` }));
    }
    response.write('data: {"choices": [nonsense]}\n\n');
    for (const words of Object.values(hostileWords)) {
      response.write(chatChunk({ content: `${words}\n\n` }));
    }
    response.end(`${chatChunk({ content: '' }, worstWords)}data: [DONE]\n\n`);
  } else {
    const choices = Object.values(hostileWords).map((content, index) => ({
      index,
      message: { role: 'assistant', content: `\`\`\`\`\`\n${content}\n\`\`\`\`\`` },
      finish_reason: worstWords,
    }));
    json(response, 200, { choices: choices.slice(0, 3) });
  }
};
