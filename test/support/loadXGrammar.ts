import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { XGrammar } from '../../src/guided/xgrammar';

interface CompilableModule {
  exports: unknown;
  filename: string;
  _compile(code: string, filename: string): void;
}

/**
 * The XGrammar module, read as the UMD script that it is although its package says it is ESM. Each
 * call loads it anew, since a grammar that it refuses ends it.
 */
export function loadXGrammar(): XGrammar {
  const path = fileURLToPath(import.meta.resolve('@mlc-ai/web-xgrammar'));
  const filename = path.replace(/\.js$/, '.cjs');
  const module = new Module(filename) as unknown as CompilableModule;
  module.filename = filename;
  module._compile(readFileSync(path, 'utf8'), filename);
  return module.exports as XGrammar;
}
