/** Holds the engine against what real vLLMs answered to the same requests. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Engine } from '../../../src/embedded/startEngine';
import { maxModelLength, modelName } from '../../../src/embedded/identity';
import { expectAsSeen } from '../../support/expectAsSeen';
import {
  recordedReleases,
  recordedSections,
  seenOnRelease,
  seenOnVllm,
  type Exchange,
} from '../../support/seenOnVllm';
import { startTestEngine } from '../../support/testEngine';

let engine: Engine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.close());

/** A path that the recorded server could load from, and one that the engine can. */
const recordedAdapter = 'adapters/tests';
const adapter = 'src';

describe.each(recordedSections)('section %s of the protocol', (section) => {
  it.each(seenOnVllm(section).map((seen): [string, Exchange] => [seen.name, seen]))(
    'answers “%s” as vLLM does',
    async (_name, seen) => {
      await expectSame(engine, seen);
    },
  );
});

describe.each(recordedReleases)('taking after vLLM %s', (release) => {
  let likeness: Engine;

  beforeAll(async () => {
    const flags = {
      reasoningParser: 'qwen3',
      toolCallParser: 'hermes',
      autoToolChoice: 'on',
    } as const;
    likeness = await startTestEngine({ emulate: release, flags });
  });

  afterAll(() => likeness.close());

  it.each(seenOnRelease(release).map((seen): [string, Exchange] => [seen.name, seen]))(
    'the engine answers “%s” as it did',
    async (_name, seen) => {
      await expectSame(likeness, seen);
    },
  );
});

async function expectSame(asked: Engine, seen: Exchange): Promise<void> {
  const response = await send(asked, seen);
  const { status, headers } = response;
  const text = inRecordedTerms(await response.text());
  expectAsSeen({ status, contentType: headers.get('content-type'), text }, seen);
}

function send(asked: Engine, { method, path, headers, body, text }: Exchange): Promise<Response> {
  const sent = body === undefined ? text : JSON.stringify(body);
  return fetch(new URL(path, asked.baseUrl), {
    method,
    headers: headers ?? { 'content-type': 'application/json' },
    ...(sent !== undefined && {
      body: sent
        .replaceAll(/"(model|lora_name)":"tiny"/g, `"$1":"${modelName}"`)
        .replaceAll(recordedAdapter, adapter),
    }),
  });
}

/** Our model's name, window and adapter in place of those of the recorded server. */
function inRecordedTerms(text: string): string {
  return text
    .replaceAll(modelName, 'tiny')
    .replaceAll(String(maxModelLength), '4096')
    .replaceAll(adapter, recordedAdapter);
}
