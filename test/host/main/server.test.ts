import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  eventStream,
  json,
  startScriptedServer,
  type ReceivedRequest,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { acceptGhostText, closeAll, configure, connectionIn, eventually, openAt } from '../support';

describe('a configured server', () => {
  let server: ScriptedServer | undefined;

  async function connectTo(script: Script): Promise<ScriptedServer> {
    server = await startScriptedServer(script);
    await configure('server.url', server.baseUrl.api);
    return server;
  }

  function completions(): ReceivedRequest[] {
    return server?.requests.filter(({ path }) => path === '/v1/completions') ?? [];
  }

  /** Completions, for everything or for a language. */
  async function switchOff(settings: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    const global = vscode.ConfigurationTarget.Global;
    const user = vscode.workspace.getConfiguration();
    const written = settings ?? { 'inline.enabled': undefined, '[typescript]': undefined };
    for (const [name, value] of Object.entries(written)) {
      await user.update(name.startsWith('[') ? name : `trellis.${name}`, value, global);
    }
  }

  afterEach(async () => {
    await closeAll();
    await switchOff(undefined);
    await configure('server.url', undefined);
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  it('takes over from the embedded engine, and fills in the middle', async () => {
    const { baseUrl } = await connectTo(scriptedVllm(completing('scripted()')));
    await connectionIn('ready', baseUrl.api);
    const editor = await openAt('const value = █;\nconst next = 1;\n');
    assert.equal(await acceptGhostText(editor), 'const value = scripted();\nconst next = 1;\n');
    const body = completions()[0]?.body as Record<string, unknown>;
    assert.equal(
      body['prompt'],
      '<|fim_prefix|>const value = <|fim_suffix|>;\nconst next = 1;\n<|fim_middle|>',
    );
    assert.ok(!('suffix' in body));
  });

  it('sees the socket close when the person types on', async () => {
    const scripted = await connectTo(
      scriptedVllm((_, response) =>
        eventStream(response, 'data: {"choices":[{"text":"slow"}]}\n\n'),
      ),
    );
    await connectionIn('ready', scripted.baseUrl.api);
    const { document } = await openAt('const slow = █');
    // The command ends with the answer, which never comes.
    void vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await eventually('a request for a completion', () => completions()[0]);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document.getText(), 'const slow = x');
    await scripted.abandoned;
  });

  it('that refuses the key is a problem, and the embedded engine does not hide it', async () => {
    const { baseUrl } = await connectTo((_, response) =>
      json(response, 401, { error: 'Unauthorized' }),
    );
    const { error } = await connectionIn('failed', baseUrl.api);
    assert.equal(error.code, 'unauthorized');
    // Nobody has entered one here.
    assert.equal(error.reason, 'no-key');
  });

  it('that is no model server is told apart from one that is down', async () => {
    const { baseUrl } = await connectTo((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>It works!</html>');
    });
    const { error } = await connectionIn('failed', baseUrl.api);
    assert.equal(error.code, 'bad-response');
  });

  it('that fails while completing leaves the text alone, and the next request works', async () => {
    let turn = 0;
    const { baseUrl } = await connectTo(
      scriptedVllm((request, response) => {
        if (turn++ > 0) return completing('works()')(request, response);
        eventStream(response, 'data: {garbage\n\n');
        response.destroy();
      }),
    );
    await connectionIn('ready', baseUrl.api);
    const editor = await openAt('const broken = █\n');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await eventually('the request that fails', () => completions()[0]);
    await connectionIn('ready', baseUrl.api);
    assert.equal(editor.document.getText(), 'const broken = \n');
    // VS Code does not ask twice at one place in one version of a document.
    await vscode.commands.executeCommand('type', { text: 'it.' });
    assert.equal(await acceptGhostText(editor), 'const broken = it.works()\n');
  });

  for (const [where, off] of [
    ['everywhere', { 'inline.enabled': false }],
    ['in this language', { '[typescript]': { 'trellis.inline.enabled': false } }],
  ] as const) {
    it(`completes by hand where completions are off ${where}`, async () => {
      const { baseUrl } = await connectTo(scriptedVllm(completing('byHand()')));
      await connectionIn('ready', baseUrl.api);
      await switchOff(off);
      const editor = await openAt('const value = █');
      assert.equal(await acceptGhostText(editor), 'const value = byHand()');
    });
  }

  it('is asked unasked again once completions are switched on for the language', async () => {
    const { baseUrl } = await connectTo(scriptedVllm(completing('offered()')));
    await connectionIn('ready', baseUrl.api);
    await switchOff({ 'inline.enabled': false });
    const { document } = await openAt('const loud = █');
    const enabled = (): unknown =>
      vscode.workspace.getConfiguration('trellis', document).get('inline.enabled');
    await vscode.commands.executeCommand('trellis.toggleInlineForLanguage');
    assert.equal(enabled(), true);
    assert.equal(vscode.workspace.getConfiguration('trellis').get('inline.enabled'), false);
    await vscode.commands.executeCommand('type', { text: 'x.' });
    await eventually('a request for what is typed', () => completions()[0]);
    await vscode.commands.executeCommand('trellis.toggleInlineForLanguage');
    assert.equal(enabled(), false);
  });

  it('is not asked unasked in a language for which completions are off', async () => {
    const { baseUrl } = await connectTo(scriptedVllm(completing('offered()')));
    await connectionIn('ready', baseUrl.api);
    await switchOff({ '[typescript]': { 'trellis.inline.enabled': false } });
    await openAt('const quiet = █');
    await vscode.commands.executeCommand('type', { text: 'x.' });
    await openAt('const loud = █', 'javascript');
    await vscode.commands.executeCommand('type', { text: 'x.' });
    // What was typed later is asked for, so what was typed before would have been.
    await eventually('a request for what is typed', () =>
      JSON.stringify(completions()).includes('const loud') ? true : undefined,
    );
    assert.ok(!JSON.stringify(completions()).includes('const quiet'));
  });

  it('is not asked by hand for a file that may hold a secret', async () => {
    const { baseUrl } = await connectTo(scriptedVllm(completing('leaked')));
    await connectionIn('ready', baseUrl.api);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, '.env');
    await vscode.workspace.fs.writeFile(uri, Buffer.from('TOKEN=\n'));
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(0, 6, 0, 6);
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    // A request for another file that arrives shows that the one for this file never left.
    assert.match(await acceptGhostText(await openAt('const open = █')), /leaked/);
    assert.equal(completions().length, 1);
    assert.ok(!JSON.stringify(completions()).includes('TOKEN'));
    await vscode.workspace.fs.delete(uri);
  });
});

describe('the model that was chosen', () => {
  it('travels in the request', async () => {
    const scripted = await startScriptedServer(scriptedVllm(completing('x')));
    await configure('server.model', 'my-adapter');
    await configure('server.url', scripted.baseUrl.api);
    await connectionIn('ready', scripted.baseUrl.api);
    await acceptGhostText(await openAt('const chosen = █'));
    const request = scripted.requests.find(({ path }) => path === '/v1/completions');
    assert.equal((request?.body as { model: string }).model, 'my-adapter');
    await closeAll();
    await configure('server.model', undefined);
    await configure('server.url', undefined);
    await scripted[Symbol.asyncDispose]();
  });
});
