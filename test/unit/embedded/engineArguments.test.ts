import { describe, expect, it } from 'vitest';
import { readEngineArguments } from '../../../src/embedded/engineArguments';

const read = (argv: readonly string[], env: Record<string, string> = {}, forked = false) =>
  readEngineArguments({ argv, env, workingDirectory: '/work', forked });

describe('engine arguments', () => {
  it('are a free port, nothing to learn and no token when nothing is said', () => {
    expect(read([])).toEqual({
      port: 0,
      folders: [],
      patterns: [],
      token: undefined,
      announce: 'text',
      exitWithStdin: false,
    });
  });

  it('name folders from where the engine was started', () => {
    const { folders, port } = read(['--corpus', 'a', '--corpus', '/b', '--port', '8123']);
    expect([folders, port]).toEqual([['/work/a', '/b'], 8123]);
  });

  it('announce in JSON to a parent that forked', () => {
    expect(read([], {}, true).announce).toBe('json');
    expect(read(['--json-line']).announce).toBe('json');
  });

  it('take the patterns of files.exclude that are switched on', () => {
    const patterns = { '**/.git': true, '**/*.js': { when: '$(basename).ts' }, off: false };
    const env = { TRELLIS_ENGINE_EXCLUDE: JSON.stringify(patterns), TRELLIS_ENGINE_TOKEN: 's' };
    expect(read([], env)).toMatchObject({ patterns: ['**/.git'], token: 's' });
    expect(read([], { TRELLIS_ENGINE_EXCLUDE: '["a"]' }).patterns).toEqual(['a']);
  });

  it.each([['--port', 'x'], ['--port', '70000'], ['--port', '-1'], ['--nonsense'], ['extra']])(
    'are refused with a sentence: %s %s',
    (...argv) => {
      expect(() => read(argv)).toThrow(/\w+ \w+/);
    },
  );
});
