// @ts-check
/**
 * VS Code with the extension in it, from a fresh clone on, in a profile that is thrown away at the
 * end. Only Node's own modules may be imported before the installation.
 */
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { endOnSignals, endRun, unlessEnding } from './lib/lifetime.mjs';
import { openVSCode } from './lib/openVSCode.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';

const usage = `npm start [-- options]

Opens VS Code with Trellis on a copy of a small sample workspace. Without a server it answers from
the embedded n-gram engine, which needs no GPU.

  --base-url URL    use a running vLLM server, for example http://gpu-box:8000/v1
  --workspace DIR   open this folder instead of the sample
  --web             VS Code in the browser, also where a desktop VS Code is on the PATH
  --port N          port of VS Code in the browser (any free one)
  --help            this text

Nothing is kept: settings and the sample's copy are deleted at the end. Ctrl+C ends everything.
`;

function readArguments() {
  const { values } = parseArgs({
    options: {
      'base-url': { type: 'string' },
      workspace: { type: 'string' },
      web: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const baseUrl = values['base-url'];
  if (baseUrl !== undefined && !(/^https?:/i.test(baseUrl) && URL.canParse(baseUrl))) {
    throw new Error('--base-url wants an http(s) address, such as http://gpu-box:8000/v1');
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new Error('--port wants a number from 0 to 65535');
  }
  return { baseUrl, port, workspace: values.workspace, web: values.web };
}

async function build() {
  console.log('Building the extension');
  const { code, output } = await run(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    limitMs: 120_000,
  });
  if (code !== 0) throw new Error(`the build failed:\n${output}`);
}

endOnSignals();
try {
  const options = readArguments();
  await ensureDependencies((line) => console.log(line));
  await build();
  const ended = await openVSCode({ ...options, say: (line) => console.log(line) });
  await ended;
  await unlessEnding();
  await endRun();
  process.exit(0);
} catch (error) {
  await unlessEnding();
  await endRun();
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
