/** A shell script that starts a server where vLLM is installed. */
import { adapterSourceOf, folderPath } from './adapterSource';
import { summaryLines } from './planSummary';
import { vllmRelease, type Recipe } from './recipe';
import { adapterFlags, featureFlags, moduleFlags, serveVariables, sizeFlags } from './serveFlags';

export function serveCommand(recipe: Recipe): string {
  const { model, adapters, keyFile } = recipe.deployment;
  const variables = serveVariables(recipe);
  const named = adapters.map(({ name, path }) => ({
    name,
    path: adapterSourceOf(path) === 'folder' ? folderPath(path) : path,
  }));
  const flags = [
    { args: ['--host', '127.0.0.1'], comment: 'This machine only.' },
    { args: ['--port', '8000'] },
    ...sizeFlags(recipe),
    ...featureFlags(recipe),
    ...adapterFlags(recipe),
    ...moduleFlags(named),
  ];
  const reasons = flags.flatMap(({ args: [name], comment }) =>
    comment === undefined ? [] : [`#   ${name}: ${comment}`],
  );
  const words = model.place === 'hub' ? model.name : folderPath(model.name);
  const command = [
    `exec vllm serve ${quoted(words)}`,
    ...flags.map(({ args }) => `  ${args.map(quoted).join(' ')}`),
  ];
  return [
    '#!/bin/sh',
    `# vLLM ${vllmRelease} (from 0.30 on: before, a bad grammar can end the server) with ${oneLine(model.name)}.`,
    ...summaryLines(recipe).map((line) => `# ${line}`),
    '#',
    ...reasons,
    '',
    'set -eu',
    ...(keyFile === undefined
      ? []
      : ['# Has the line VLLM_API_KEY=…', 'set -a', `. ${quoted(folderPath(keyFile))}`, 'set +a']),
    ...variables.flatMap(({ name, value, comment }) => [
      `# ${comment}`,
      `export ${name}=${quoted(value)}`,
    ]),
    command.join(' \\\n'),
    '',
  ].join('\n');
}

/** One word of a POSIX shell; the home folder stays what it is. */
function quoted(text: string): string {
  if (text.startsWith('~/')) return `"$HOME"/${quoted(text.slice(2))}`;
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ');
}
