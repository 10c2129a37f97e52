/**
 * What the production-stack chart and its resources accept of what recipes write, told here in our own
 * words; whatever is not told is refused. Sources, in vllm-project/production-stack (Apache-2.0):
 * helm/values.schema.json at 01eaf92 and helm/crds/crd-lora-adapter.yaml at a7d2672.
 */

const text = { type: 'string' } as const;
const whole = { type: 'integer' } as const;
const flag = { type: 'boolean' } as const;
const texts = { type: 'array', items: text } as const;

function object(properties: object, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const secret = object({ secretName: text, secretKey: text }, ['secretName', 'secretKey']);

export const chartValuesSchema: object = object(
  {
    servingEngineSpec: object({
      vllmApiKey: secret,
      modelSpec: {
        type: 'array',
        minItems: 1,
        items: object(
          {
            // A part of names in the cluster.
            name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 45 },
            ...{ repository: text, tag: text, modelURL: text, replicaCount: whole },
            ...{ requestCPU: whole, requestGPU: whole, enableLoRA: flag, enableTool: flag },
            requestMemory: { type: 'string', pattern: '^\\d+Gi$' },
            pvcStorage: { type: 'string', pattern: '^\\d+Gi$' },
            ...{ pvcAccessMode: texts, toolCallParser: text },
            env: { type: 'array', items: object({ name: text, value: text }, ['name', 'value']) },
            ...{ extraVolumes: { type: 'array' }, extraVolumeMounts: { type: 'array' } },
            vllmConfig: object({
              ...{ maxModelLen: whole, tensorParallelSize: whole, maxNumSeqs: whole },
              ...{ maxLoras: whole, gpuMemoryUtilization: { type: 'number' } },
              ...{ enablePrefixCaching: flag, extraArgs: texts },
            }),
          },
          ['name', 'repository', 'tag', 'modelURL', 'replicaCount', 'requestGPU'],
        ),
      },
    }),
    routerSpec: object({
      routingLogic: { enum: ['roundrobin', 'session', 'prefixaware', 'kvaware'] },
      sessionKey: text,
    }),
    loraController: object({ enableLoraController: flag }),
    extraObjects: { type: 'array' },
  },
  ['servingEngineSpec'],
);

export const loraAdapterSchema: object = object(
  {
    apiVersion: { const: 'production-stack.vllm.ai/v1alpha1' },
    kind: { const: 'LoraAdapter' },
    // Kubernetes' own rule for names of resources.
    metadata: object(
      { name: { type: 'string', pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', maxLength: 63 } },
      ['name'],
    ),
    spec: object(
      {
        baseModel: text,
        vllmApiKey: secret,
        adapterSource: object(
          {
            type: { enum: ['local', 's3', 'http', 'huggingface'] },
            ...{ adapterName: text, adapterPath: text, repository: text },
          },
          ['type', 'adapterName'],
        ),
        loraAdapterDeploymentConfig: object(
          {
            algorithm: { enum: ['default', 'ordered', 'equalized'] },
            replicas: { type: 'integer', minimum: 0 },
          },
          ['algorithm'],
        ),
      },
      ['baseModel', 'adapterSource'],
    ),
  },
  ['apiVersion', 'kind', 'metadata', 'spec'],
);
