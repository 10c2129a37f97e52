/** Values for the Helm chart of vLLM's production stack, with a `LoraAdapter` resource for each adapter. */
import { adapterSourceOf, lastPart, plainName } from './adapterSource';
import { sequences, utilization } from './memory';
import { summaryLines } from './planSummary';
import { vllmRelease, type Adapter, type Recipe } from './recipe';
import { adapterFlags, featureFlags, serveVariables, sizeFlags } from './serveFlags';
import {
  commentedArguments,
  entry,
  list,
  map,
  yamlText,
  type YamlEntry,
  type YamlMap,
} from './yamlText';

const keySecret = { secretName: 'vllm-api-key', secretKey: 'VLLM_API_KEY' } as const;
const adapterClaim = 'lora-adapters';

/** What the chart has fields for; every other flag is an extra argument. */
const chartFields: ReadonlySet<string> = new Set([
  ...['--max-model-len', '--tensor-parallel-size', '--gpu-memory-utilization', '--max-num-seqs'],
  // Copies are pods of their own here.
  ...['--data-parallel-size', '--api-server-count'],
  ...['--enable-lora', '--max-loras', '--enable-auto-tool-choice', '--tool-call-parser'],
]);

export function kubernetesValues(recipe: Recipe): string {
  const { model, adapters, keyFile } = recipe.deployment;
  const root = map(
    entry(
      'servingEngineSpec',
      map(
        ...keyEntries(
          keyFile,
          `kubectl create secret generic ${keySecret.secretName} --from-env-file=FILE`,
        ),
        entry('modelSpec', list([modelSpec(recipe)])),
      ),
    ),
    entry(
      'routerSpec',
      map(
        entry(
          'routingLogic',
          'session',
          'A workspace comes back to the pod that has its prompts cached.',
        ),
        entry('sessionKey', 'X-Session-ID', 'Trellis sends this header.'),
      ),
    ),
    ...(adapters.length === 0 ? [] : adapterEntries(recipe)),
  );
  return yamlText(root, [
    `vLLM ${vllmRelease} with ${model.name}, values for the production-stack chart:`,
    'helm repo add vllm https://vllm-project.github.io/production-stack',
    'helm install trellis vllm/vllm-stack -f THIS_FILE',
    ...summaryLines(recipe),
    ...(recipe.plan.split.data > 1 ? ['Each copy is a pod.'] : []),
  ]);
}

function modelSpec(recipe: Recipe): YamlMap {
  const { deployment, plan, family, load } = recipe;
  const { model, adapters, tools } = deployment;
  const { tensor, pipeline, data } = plan.split;
  const variables = serveVariables(recipe);
  const flags = [
    ...sizeFlags(recipe),
    ...featureFlags(recipe).filter(({ args: [name] }) => name !== '--enable-auto-tool-choice'),
    ...adapterFlags(recipe),
    ...(model.place === 'hub' ? [] : [{ args: ['--served-model-name', lastPart(model.name)] }]),
  ].filter(({ args: [name = ''] }) => !chartFields.has(name));
  const toolParser = tools === 'on' ? family.toolParser : undefined;
  const gibibytes = Math.ceil((plan.memory.weights * tensor * pipeline) / 2 ** 30);
  return map(
    entry('name', plainName(lastPart(model.name), 0).replace(/-1$/, '')),
    entry('repository', 'vllm/vllm-openai'),
    entry('tag', `v${vllmRelease}`, 'Before 0.30 a bad grammar can end the server.'),
    entry('modelURL', model.name, ...(model.place === 'hub' ? [] : ['A path in the pods.'])),
    entry('replicaCount', data),
    entry('requestCPU', 4 * tensor * pipeline),
    entry('requestMemory', `${16 * tensor * pipeline}Gi`, 'Main memory.'),
    entry('requestGPU', tensor * pipeline, 'On one node.'),
    entry('pvcStorage', `${2 * gibibytes}Gi`, 'The model is fetched once.'),
    entry(
      'pvcAccessMode',
      list([data > 1 ? 'ReadWriteMany' : 'ReadWriteOnce']),
      ...(data > 1 ? ['Pods on several nodes share it.'] : []),
    ),
    ...(adapters.length === 0 ? [] : [entry('enableLoRA', true)]),
    ...(toolParser === undefined
      ? []
      : [entry('enableTool', true), entry('toolCallParser', toolParser)]),
    ...(variables.length === 0
      ? []
      : [
          entry(
            'env',
            list(
              variables.map(({ name, value }) => map(entry('name', name), entry('value', value))),
            ),
            variables.map(({ comment }) => comment).join(' '),
          ),
        ]),
    ...(needsClaim(adapters) ? volumeEntries(adapters) : []),
    entry(
      'vllmConfig',
      map(
        entry('maxModelLen', plan.context),
        entry('tensorParallelSize', tensor),
        entry('maxNumSeqs', sequences),
        entry('gpuMemoryUtilization', utilization, 'The rest of each GPU is the margin.'),
        entry('enablePrefixCaching', true, 'The chart turns it off unless told otherwise.'),
        ...(adapters.length === 0 ? [] : [entry('maxLoras', load.adapters.slots)]),
        entry('extraArgs', commentedArguments(flags)),
      ),
    ),
  );
}

/** Where the server, and who loads its adapters, find the key; empty where there is none. */
function keyEntries(keyFile: string | undefined, comment?: string): readonly YamlEntry[] {
  if (keyFile === undefined) return [];
  const { secretName, secretKey } = keySecret;
  const value = map(entry('secretName', secretName), entry('secretKey', secretKey));
  return [entry('vllmApiKey', value, comment)];
}

function needsClaim(adapters: readonly Adapter[]): boolean {
  return adapters.some(({ path }) => adapterSourceOf(path) === 'folder');
}

/** Adapters lie in folders of the pods, which a claim has to bring there. */
function volumeEntries(adapters: readonly Adapter[]): readonly YamlEntry[] {
  return [
    entry(
      'extraVolumes',
      list([
        map(
          entry('name', 'adapters'),
          entry(
            'persistentVolumeClaim',
            map(entry('claimName', adapterClaim), entry('readOnly', true)),
          ),
        ),
      ]),
      'A claim of yours that holds the adapters.',
    ),
    entry(
      'extraVolumeMounts',
      list([
        map(
          entry('name', 'adapters'),
          entry('mountPath', commonFolder(adapters)),
          entry('readOnly', true),
        ),
      ]),
    ),
  ];
}

/** The innermost folder above all adapters that are folders; `/adapters` where there is none. */
function commonFolder(adapters: readonly Adapter[]): string {
  const folders = adapters
    .filter(({ path }) => adapterSourceOf(path) === 'folder')
    .map(({ path }) => path.split('/').slice(0, -1));
  const [first = []] = folders;
  const length = first.findIndex((part, at) => folders.some((other) => other[at] !== part));
  const common = (length === -1 ? first : first.slice(0, length)).join('/');
  return common.startsWith('/') && common.length > 1 ? common : '/adapters';
}

/** The chart installs these with everything else; its controller loads adapters into every pod. */
function adapterEntries(recipe: Recipe): readonly YamlEntry[] {
  const { adapters } = recipe.deployment;
  return [
    entry(
      'loraController',
      map(entry('enableLoraController', true)),
      'Loads the adapters below into every pod.',
    ),
    entry(
      'extraObjects',
      list(adapters.map((adapter, index) => loraAdapter(adapter, index, recipe))),
    ),
  ];
}

function loraAdapter(
  { name, path }: Adapter,
  index: number,
  { deployment, plan }: Recipe,
): YamlMap {
  const source = adapterSourceOf(path);
  const { model, keyFile } = deployment;
  return map(
    entry('apiVersion', 'production-stack.vllm.ai/v1alpha1'),
    entry('kind', 'LoraAdapter'),
    entry('metadata', map(entry('name', plainName(name, index)))),
    entry(
      'spec',
      map(
        entry('baseModel', literal(model.place === 'hub' ? model.name : lastPart(model.name))),
        ...keyEntries(keyFile),
        entry(
          'adapterSource',
          map(
            entry(
              'type',
              source === 'folder' ? 'local' : source === 'hub' ? 'huggingface' : source,
            ),
            entry('adapterName', literal(name)),
            ...(source === 'folder'
              ? [entry('adapterPath', literal(path), 'In the pods.')]
              : [entry('repository', literal(path))]),
          ),
        ),
        entry(
          'loraAdapterDeploymentConfig',
          map(entry('algorithm', 'default'), entry('replicas', plan.split.data)),
        ),
      ),
    ),
  );
}

/** The chart reads extra objects as templates. */
function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
