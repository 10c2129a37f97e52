import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/usageError';
import { commands } from '../../../src/cli/commands';
import { runCommand } from '../../../src/cli/runCommand';
import { serve } from '../../../src/cli/serve';
import { defaultMaxBytes } from '../../../src/context/exclude';
import { notice } from '../../../src/embedded/identity';
import { maxCorpusBytes } from '../../../src/embedded/startEngine';
import { commandContext, entryOf } from '../../support/commandLine';

async function run(...args: string[]) {
  const trace = commandContext({ folders: ['a', 'b'], scriptEnds: 'failed' });
  const exit = await runCommand([entryOf(serve)], args, trace.context);
  return { exit, text: trace.stdout(), started: trace.started };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])('lists its commands for %j', async (args) => {
    const { exit, text } = await run(...args);
    expect(exit).toBe('ok');
    expect(text).toMatch(/^Usage: trellis <command>[^]*\n {2}serve {2}\S/);
  });

  it('says which release it is', async () => {
    expect(await run('--version')).toMatchObject({ exit: 'ok', text: 'trellis 1.2.3\n' });
  });

  it.each([
    ['help', 'serve'],
    ['serve', '--help'],
    ['serve', 'help'],
    ['serve', '--port', '1', '-h'],
  ])('explains a command for %s %s', async (...args) => {
    const { text, started } = await run(...args);
    expect(text).toMatch(/^Usage: trellis serve/);
    expect(started).toEqual([]);
  });

  it.each([
    [['brew'], 'unknown command “brew”'],
    [['help', 'brew'], 'unknown command “brew”'],
    [['serve', '--nope'], 'unknown option --nope'],
    [['serve', 'extra'], 'unexpected argument “extra”'],
    [['serve', '--port'], '--port takes a value: --port P'],
    [['serve', '--port', 'abc'], '--port takes a number from 0 to 65535, not “abc”'],
    [['serve', '--port', '70000'], 'not “70000”'],
    [['serve', '--corpus', 'a', '--corpus', 'nowhere'], 'there is no folder “nowhere”'],
    [['serve', '--adapter-root', 'nowhere'], 'there is no folder “nowhere”'],
    [['serve', '--api-key', 'k', '--api-key-file', 'f'], 'cannot be used together'],
  ])('refuses %j as a mistake of the person, before anything is started', async (args, text) => {
    const refused = run(...args);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(text);
  });

  it.each(commands)('explains $name within a screen that is 100 columns wide', async (entry) => {
    const command = await entry.load();
    expect(command.name).toBe(entry.name);
    const lines = command.help.split('\n');
    expect(lines[0]).toContain(`trellis ${entry.name}`);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('trellis serve', () => {
  it('starts the engine on port 8000 with the folders it was given, bound to this process', async () => {
    const { exit, started } = await run('serve', '--corpus', 'a', '--corpus', 'b');
    expect(exit).toBe('failed');
    expect(started).toEqual([
      ['embedded.js', '--port', '8000', '--corpus=a', '--corpus=b', '--exit-with-stdin'],
    ]);
  });

  it.each([
    ['--api-key', 'sk-serve-7f3a9c21d4'],
    ['--api-key-file', 'key'],
  ])('hands the key of %s on where nobody else can see it', async (option, value) => {
    const key = 'sk-serve-7f3a9c21d4';
    const trace = commandContext({ files: { key: `${key}\r\n` } });
    await runCommand([entryOf(serve)], ['serve', option, value], trace.context);
    expect(trace.started.flat().join(' ')).not.toContain('sk-');
    expect(trace.variables).toEqual({ TRELLIS_ENGINE_API_KEY: key });
    expect(trace.stderr().includes('other users of this machine can see the key')).toBe(
      option === '--api-key',
    );
  });

  it('states in its help what the engine is and how much it learns', () => {
    const help = serve.help.replaceAll('\n', ' ').replaceAll(/ +/g, ' ');
    expect(help).toContain(notice.replace('embedded', 'the embedded').slice('the '.length));
    expect(help).toContain(`over ${defaultMaxBytes / 1024} KB`);
    expect(help).toContain(`most ${maxCorpusBytes / 1024 / 1024} MB`);
    expect(help).toContain('refused with status 400');
  });
});
