/** A Compose file that starts a server on one machine. */
import { adapterSourceOf, folderPath, lastPart, plainName } from './adapterSource';
import { gpusOf } from './parallelism';
import { summaryLines } from './planSummary';
import { vllmRelease, type Recipe } from './recipe';
import {
  adapterFlags,
  featureFlags,
  moduleFlags,
  serveVariables,
  sizeFlags,
  type Flag,
} from './serveFlags';
import {
  commentedArguments,
  entry,
  list,
  map,
  yamlText,
  type YamlEntry,
  type YamlList,
  type YamlMap,
} from './yamlText';

const modelFolder = '/model';

export function composeFile(recipe: Recipe): string {
  const { deployment, plan } = recipe;
  const { model, keyFile } = deployment;
  const variables = serveVariables(recipe);
  const service = map(
    entry(
      'image',
      `vllm/vllm-openai:v${vllmRelease}`,
      'Before 0.30 a bad grammar can end the server.',
    ),
    entry('restart', 'unless-stopped'),
    entry('ipc', 'host', 'The processes of the GPUs share memory.'),
    entry(
      'ports',
      list(['127.0.0.1:8000:8000']),
      'This machine only; for others put a proxy with TLS in front.',
    ),
    ...(keyFile === undefined
      ? []
      : [entry('env_file', list([escaped(keyFile)]), 'Has the line VLLM_API_KEY=…')]),
    ...(variables.length === 0
      ? []
      : [
          entry(
            'environment',
            map(...variables.map(({ name, value, comment }) => entry(name, value, comment))),
          ),
        ]),
    entry('volumes', { kind: 'list', items: volumesOf(recipe).map((value) => ({ value })) }),
    entry('command', commandOf(recipe)),
    healthCheck(),
    entry(
      'deploy',
      map(
        entry(
          'resources',
          map(entry('reservations', map(entry('devices', gpus(gpusOf(plan.split)))))),
        ),
      ),
    ),
  );
  return yamlText(
    map(
      entry('services', map(entry('vllm', service))),
      entry('volumes', map(entry('huggingface', map()))),
    ),
    [
      `vLLM ${vllmRelease} with ${model.name}, for \`docker compose up -d\`.`,
      ...summaryLines(recipe),
    ],
  );
}

function volumesOf({ deployment: { model, adapters } }: Recipe): readonly YamlMap[] {
  const folders = adapters.flatMap(({ name, path }, index) =>
    adapterSourceOf(path) === 'folder' ? [bind(path, adapterFolder(name, index))] : [],
  );
  return [
    // Models are fetched once.
    map(
      entry('type', 'volume'),
      entry('source', 'huggingface'),
      entry('target', '/root/.cache/huggingface'),
    ),
    ...(model.place === 'folder' ? [bind(model.name, modelFolder)] : []),
    ...folders,
  ];
}

function adapterFolder(name: string, index: number): string {
  return `/adapters/${plainName(name, index)}`;
}

/** Of the long form: a path may have a colon. */
function bind(path: string, target: string): YamlMap {
  return map(
    entry('type', 'bind'),
    entry('source', escaped(folderPath(path))),
    entry('target', target),
    entry('read_only', true),
  );
}

function commandOf(recipe: Recipe): YamlList {
  const { model, adapters } = recipe.deployment;
  const inside = adapters.map(({ name, path }, index) => ({
    name,
    path: adapterSourceOf(path) === 'folder' ? adapterFolder(name, index) : path,
  }));
  const flags: readonly Flag[] = [
    { args: [model.place === 'hub' ? model.name : modelFolder] },
    ...(model.place === 'hub' ? [] : [{ args: ['--served-model-name', lastPart(model.name)] }]),
    {
      args: ['--host', '0.0.0.0'],
      comment: 'Of the container; the port above decides who reaches it.',
    },
    ...sizeFlags(recipe),
    ...featureFlags(recipe),
    ...adapterFlags(recipe),
    ...moduleFlags(inside),
  ];
  return commentedArguments(flags.map((flag) => ({ ...flag, args: flag.args.map(escaped) })));
}

function healthCheck(): YamlEntry {
  const ask =
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=5)";
  return entry(
    'healthcheck',
    map(
      entry('test', list(['CMD', 'python3', '-c', ask])),
      entry('interval', '30s'),
      entry('timeout', '10s'),
      entry('retries', 3),
      entry('start_period', '30m', 'The first start fetches the model.'),
    ),
  );
}

function gpus(count: number): YamlList {
  return list([
    map(entry('driver', 'nvidia'), entry('count', count), entry('capabilities', list(['gpu']))),
  ]);
}

/** Compose puts variables in the place of `$NAME`. */
function escaped(text: string): string {
  return text.replaceAll('$', '$$$$');
}
