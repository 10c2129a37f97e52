// @ts-check
/** Prints every figure that the project promises, beside its target. `npm run bench [-- NAME…]`. */
import { ensureDependencies } from './lib/dependencies.mjs';
import { endOnSignals, endRun } from './lib/lifetime.mjs';

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */

/** @type {Readonly<Record<string, () => Promise<readonly BenchRow[]>>>} */
const benches = {
  model: async () => (await import('./bench/model.mjs')).benchModel(),
  engine: async () => (await import('./bench/engine.mjs')).benchEngine(),
  provider: async () => (await import('./bench/provider.mjs')).benchProvider(),
  cli: async () => (await import('./bench/cli.mjs')).benchCli(),
  editor: async () => {
    const { benchEditor, largestInputs } = await import('./bench/editor.mjs');
    const rows = await benchEditor();
    console.log('\nThe five largest inputs of extension.js:');
    for (const [name, bytes] of largestInputs()) {
      console.log(`  ${(bytes / 1024).toFixed(1).padStart(7)} KB  ${name}`);
    }
    return rows;
  },
};

endOnSignals();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `no such benchmark: ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}
await ensureDependencies((line) => console.log(line));
for (const [name, run] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const rows = await run();
  console.log(`\n${name}`);
  for (const row of rows) console.log(format(row));
}
await endRun();
process.exit(0);

/** @param {BenchRow} row */
function format({ name, value, unit, target }) {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  const figure = `${value.toFixed(digits)} ${unit}`.padStart(14);
  return `  ${name.padEnd(56)}${figure}   ${target && `target ${target}`}`.trimEnd();
}
