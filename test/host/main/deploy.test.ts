import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAll, eventually } from '../support';

describe('Create vLLM Deployment…', () => {
  afterEach(closeAll);

  const machine = { gpus: 4, gpuMemory: 24 };

  for (const { kind, language, says } of [
    { kind: 'compose', language: 'yaml', says: /image: vllm\/vllm-openai:v0\.[3-9]\d\.\d/ },
    { kind: 'serve', language: 'shellscript', says: /exec vllm serve Qwen\/Qwen2\.5-Coder-32B/ },
    { kind: 'kubernetes', language: 'yaml', says: /tensorParallelSize: 4/ },
  ]) {
    it(`opens a recipe of kind ${kind} as an untitled document`, async () => {
      const model = 'Qwen/Qwen2.5-Coder-32B-Instruct';
      const document = await created({ kind, model, ...machine });
      assert.equal(document.isUntitled, true);
      assert.equal(document.languageId, language);
      assert.match(document.getText(), says);
    });
  }

  it('reads the config.json of a model that is not in the list', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trellis-model-'));
    try {
      const path = join(folder, 'config.json');
      const config = {
        ...{ model_type: 'qwen2', hidden_size: 3584, intermediate_size: 18944 },
        ...{ vocab_size: 152064, num_attention_heads: 28, num_key_value_heads: 4 },
        num_hidden_layers: 28,
      };
      await writeFile(path, JSON.stringify(config));
      const document = await created({ kind: 'serve', model: path, ...machine });
      assert.match(document.getText(), /^exec vllm serve /m);
      assert.ok(document.getText().includes(folder));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  async function created(given: object): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand('trellis.createDeployment', given);
    return eventually('the recipe', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.isUntitled === true ? document : undefined;
    });
  }
});
