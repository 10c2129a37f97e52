import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/command';
import { runCommand } from '../../../src/cli/runCommand';
import { serve } from '../../../src/cli/serve';
import { defaultMaxBytes } from '../../../src/context/exclude';
import { notice } from '../../../src/embedded/identity';
import { maxCorpusBytes } from '../../../src/embedded/startEngine';

async function run(...args: string[]) {
  const written: string[] = [];
  const started: (readonly string[])[] = [];
  const code = await runCommand([serve], args, {
    write: (text) => written.push(text),
    isFolder: (path) => !path.startsWith('no'),
    runScript: (script, scriptArgs) => {
      started.push([script, ...scriptArgs]);
      return Promise.resolve(7);
    },
  });
  return { code, text: written.join(''), started };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('lists its commands for %j', async (args) => {
    const { code, text } = await run(...args);
    expect(code).toBe(0);
    expect(text).toMatch(/^Usage: trellis <command>[^]*\n {2}serve {2}\S/);
  });

  it.each([
    ['help', 'serve'],
    ['serve', '--help'],
    ['serve', '--port', '1', '-h'],
  ])('explains a command for %s %s', async (...args) => {
    const { text, started } = await run(...args);
    expect(text).toMatch(/^Usage: trellis serve/);
    expect(started).toEqual([]);
  });

  it.each([
    [['brew'], 'unknown command “brew”'],
    [['help', 'brew'], 'unknown command “brew”'],
    [['serve', '--nope'], "Unknown option '--nope'"],
    [['serve', 'extra'], "Unexpected argument 'extra'"],
    [['serve', '--port'], "'--port <value>' argument missing"],
    [['serve', '--port', 'abc'], '--port takes a number from 0 to 65535, not “abc”'],
    [['serve', '--port', '70000'], 'not “70000”'],
    [['serve', '--corpus', 'a', '--corpus', 'nowhere'], 'there is no folder “nowhere”'],
  ])('refuses %j as a mistake of the person, before anything is started', async (args, text) => {
    const refused = run(...args);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(text);
  });
});

describe('trellis serve', () => {
  it('starts the engine on port 8000 with the folders it was given, bound to this process', async () => {
    const { code, started } = await run('serve', '--corpus', 'a', '--corpus', 'b');
    expect(code).toBe(7);
    expect(started).toEqual([
      ['embedded.js', '--port', '8000', '--corpus', 'a', '--corpus', 'b', '--exit-with-stdin'],
    ]);
  });

  it('states in its help what the engine is and how much it learns', () => {
    const help = serve.help.replaceAll('\n', ' ').replaceAll(/ +/g, ' ');
    expect(help).toContain(notice.replace('embedded', 'the embedded').slice('the '.length));
    expect(help).toContain(`over ${defaultMaxBytes / 1024} KB`);
    expect(help).toContain(`most ${maxCorpusBytes / 1024 / 1024} MB`);
    expect(help).toContain('refused with status 400');
  });
});
