// @ts-check
/** The server ring against a server that somebody started. The last line it prints is the count. */
import { ensureDependencies } from './lib/dependencies.mjs';
import { createDisplay } from './lib/display.mjs';
import { endOnSignals, endRun, unlessEnding } from './lib/lifetime.mjs';
import { ringReport, summary } from './lib/report.mjs';
import { runServerRing, targetIn } from './vllm/serverRing.mjs';

const usage = `TRELLIS_BASE_URL=http://localhost:8000/v1 npm run test:server

Runs the provider against a real server. What that server lacks is skipped by name.

  TRELLIS_BASE_URL      the server's address (required)
  TRELLIS_API_KEY       its key, where it wants one
  TRELLIS_ADAPTERS      folders of two LoRA adapters on the server's machine, with a comma between
  TRELLIS_REPLICA_URL   a second server with the same model
`;

const target = targetIn(process.env);
if (target === undefined || process.argv.length > 2) {
  console.error(usage);
  process.exit(2);
}
endOnSignals();
try {
  await ensureDependencies((line) => console.log(line));
  const started = performance.now();
  const display = createDisplay();
  const result = await runServerRing(target, display.begin('server'));
  await unlessEnding();
  await endRun();
  display.end('server', ringReport('server', result, (performance.now() - started) / 1000));
  display.close();
  console.log(summary(result.tests));
  process.exit(result.tests.some((test) => test.state === 'failed') ? 1 : 0);
} catch (error) {
  await endRun();
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
