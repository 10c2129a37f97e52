import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock';
import { startVerifierThread, Verifier } from '../../../src/guided/verifier';
import { checked, InvalidConstraint, type CheckedLLM } from '../../../src/provider/checked';
import { collectEvents } from '../../support/collectEvents';
import { Engines, journal, question, raw, reasoningParser } from '../../support/releases';
import { shapes } from '../../support/shapes';
import { join } from 'node:path';

const builtVerifier = join(import.meta.dirname, '../../../dist/verifier.js');
const engines = new Engines();
let verifier: Verifier;
beforeAll(() => {
  verifier = new Verifier(() => startVerifierThread(builtVerifier), systemClock);
});
afterAll(async () => {
  verifier.dispose();
  await engines[Symbol.asyncDispose]();
});

async function on(release: string): Promise<CheckedLLM> {
  return checked(await engines.met(release, reasoningParser), verifier);
}

const guided = shapes.regex.constraint;

describe('an answer in a shape', () => {
  it('comes with what is known of it and of the server', async () => {
    const model = await on('0.32.0');
    const { verdict } = await model.generate(question({ guided }));
    expect(verdict).toMatchObject({ match: { match: 'complete' } });
    const events = await collectEvents(model.stream(question({ guided })));
    expect(events.at(-1)).toMatchObject({
      type: 'verdict',
      verdict: { match: { match: 'complete' } },
    });
  });

  it('that a server ignored is told, with what a probe saw', async () => {
    // A person’s own fields go over the constraint’s, which is then as if it had not been sent.
    const model = await on('0.32.0');
    const extraBody = { structured_outputs: null, response_format: null };
    const { verdict } = await model.generate(question({ guided, extraBody, maxTokens: 12 }));
    expect(verdict).toMatchObject({
      match: { match: 'mismatch', line: 1 },
      enforcement: { state: 'proven' },
      diagnosis: { cause: 'unknown' },
    });
  });

  it('of a raw prompt is judged as well', async () => {
    const events = await collectEvents((await on('0.16.0')).complete(raw({ guided })));
    expect(events.at(-1)).toMatchObject({
      type: 'verdict',
      verdict: { match: { match: 'complete' }, enforcement: { state: 'proven' } },
    });
  });

  it('without one has no verdict', async () => {
    const model = await on('0.32.0');
    expect((await model.generate(question())).verdict).toBeUndefined();
    const events = await collectEvents(model.stream(question()));
    expect(events.map(({ type }) => type)).not.toContain('verdict');
  });
});

it.each([
  ['a grammar', { kind: 'grammar', source: 'root ::= "a"\n  nowhere' }, 2],
  ['a regex', { kind: 'regex', pattern: 'a(' }, 1],
] as const)('%s that is none is not sent, and told with its place', async (_, constraint, line) => {
  const { sent, onSend } = journal();
  const model = await on('0.32.0');
  const asked = question({ guided: constraint });
  const failure = await model.generate(asked, { onSend }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InvalidConstraint);
  expect((failure as InvalidConstraint).problems[0].line).toBe(line);
  await expect(collectEvents(model.stream(asked, { onSend }))).rejects.toThrow(InvalidConstraint);
  expect(sent).toEqual([]);
});
