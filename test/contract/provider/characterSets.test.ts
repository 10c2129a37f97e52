/** JSON and event streams are UTF-8, whatever character set a server says, and what is none is told. */
import { afterEach, describe, expect, it } from 'vitest';
import { askedInAllWays, writing } from '../../support/fourWays';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';

let server: ScriptedServer;
afterEach(() => server[Symbol.asyncDispose]());

/** Every answer of the server, said in these bytes and labelled with this character set. */
async function saying(words: string, charset: string, encode: (text: string) => Uint8Array) {
  server = await startScriptedServer(
    writing(({ body, path }, response) => {
      const said = path.includes('chat')
        ? { delta: { content: words }, message: { content: words } }
        : { text: words };
      const answer = JSON.stringify({ choices: [{ index: 0, ...said, finish_reason: 'stop' }] });
      const isStream = (body as { readonly stream?: boolean }).stream === true;
      const type = isStream ? 'text/event-stream' : 'application/json';
      response.setHeader('content-type', `${type}; charset=${charset}`);
      response.end(encode(isStream ? `data: ${answer}\n\ndata: [DONE]\n\n` : answer));
    }),
  );
}

const utf8 = (text: string): Uint8Array => Buffer.from(text);
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const marked = (text: string): Uint8Array => utf16(`\uFEFF${text}`);
const bigEndian = (text: string): Uint8Array => Buffer.from(utf16(text)).swap16();

describe('an answer', () => {
  it.each(['utf-16', 'iso-8859-1', 'us-ascii', 'nonsense', ''])(
    'in UTF-8 is read as that under the label “%s”',
    async (charset) => {
      await saying('café 🌿 \uFFFD', charset, utf8);
      for (const [way, answer] of await askedInAllWays(server)) {
        expect([way, answer]).toMatchObject([way, { text: 'café 🌿 \uFFFD', problems: [] }]);
      }
    },
  );

  it.each(['utf-8', 'iso-8859-1'])(
    'in Latin-1 is read as far as it can be, and told, under the label “%s”',
    async (charset) => {
      await saying('un café noir', charset, latin1);
      const problem = {
        code: 'bad-chunk',
        message: 'unreadable: bytes that are not UTF-8: caf\uFFFD',
      };
      for (const [way, answer] of await askedInAllWays(server)) {
        expect([way, answer]).toMatchObject([
          way,
          { text: 'un caf\uFFFD noir', problems: [problem] },
        ]);
      }
    },
  );

  it.each([
    ['with a mark of its order', marked],
    ['without one', utf16],
    ['with the high byte first', bigEndian],
  ])('in UTF-16 is a bad response that says so: %s', async (_what, encode) => {
    await saying('hello', 'utf-16', encode);
    for (const [way, error] of await askedInAllWays(server)) {
      expect([way, error]).toMatchObject([
        way,
        { code: 'bad-response', message: 'the answer is not UTF-8' },
      ]);
    }
  });
});
