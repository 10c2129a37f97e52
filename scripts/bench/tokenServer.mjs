// @ts-check
/** A server in a process of its own that streams a chat answer of so many tokens, as vLLM writes them. */
import { createServer } from 'node:http';

const tokens = Number(process.argv[2]);

/** @param {object} delta @param {string | null} finish */
function chunk(delta, finish = null) {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish, token_ids: null }];
  const created = 1_700_000_000;
  const value = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created, model: 'm', choices };
  return `data: ${JSON.stringify(value)}\n\n`;
}

const server = createServer((request, response) => {
  request.resume();
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: [{ id: 'm', max_model_len: 1_000_000 }] }));
    return;
  }
  response.setHeader('content-type', 'text/event-stream; charset=utf-8');
  let sent = 0;
  const write = () => {
    while (sent < tokens) {
      sent++;
      if (!response.write(chunk({ content: ` word${sent % 97}` }))) {
        response.once('drain', write);
        return;
      }
    }
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
  };
  write();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
process.stdin.on('end', () => process.exit(0)).resume();
