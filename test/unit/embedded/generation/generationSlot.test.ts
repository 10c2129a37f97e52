import { describe, expect, it } from 'vitest';
import { Admission } from '../../../../src/embedded/generation/admission';
import { ReaderPace } from '../../../../src/embedded/generation/readerPace';
import { GenerationSlot } from '../../../../src/embedded/generation/generationSlot';
import { settle } from '../../../support/manualClock';

const never = new AbortController().signal;
const step = (): Promise<string> => Promise.resolve('done');

describe('a place among the texts that are written', () => {
  it('is kept between two steps, and given up at the end', async () => {
    const admission = new Admission({ running: 1, waiting: 9 });
    const place = new GenerationSlot(admission, new ReaderPace(), never);
    await place.step(step);
    expect(admission.running).toBe(1);
    await place.step(step);
    place.dispose();
    expect(admission.running).toBe(0);
  });

  it('is given to others while nobody reads, and asked for anew afterwards', async () => {
    const admission = new Admission({ running: 1, waiting: 9 });
    const pace = new ReaderPace();
    const slow = new GenerationSlot(admission, pace, never);
    const other = new GenerationSlot(admission, new ReaderPace(), never);
    await slow.step(step);
    pace.fallBehind();
    expect(admission.running).toBe(0);
    await other.step(step);
    pace.catchUp();
    const next = slow.step(step);
    await settle();
    expect([admission.running, admission.waiting]).toEqual([1, 1]);
    other.dispose();
    expect(await next).toBe('done');
    expect([admission.running, admission.waiting]).toEqual([1, 0]);
  });

  it('is not kept by a step that ends while nobody reads', async () => {
    const admission = new Admission({ running: 1, waiting: 9 });
    const pace = new ReaderPace();
    const place = new GenerationSlot(admission, pace, never);
    pace.fallBehind();
    await place.step(step);
    expect(admission.running).toBe(0);
  });

  it('is free again where a step fails', async () => {
    const admission = new Admission({ running: 1, waiting: 9 });
    const place = new GenerationSlot(admission, new ReaderPace(), never);
    await expect(place.step(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    place.dispose();
    expect(admission.running).toBe(0);
  });
});

it('a request that has many places gives one up, step by step, to who has none', async () => {
  const admission = new Admission({ running: 3, waiting: 9 });
  const { signal } = new AbortController();
  const pace = new ReaderPace();
  const many = [1, 2, 3].map(() => new GenerationSlot(admission, pace, signal));
  for (const place of many) await place.step(() => Promise.resolve());
  const other = new GenerationSlot(admission, new ReaderPace(), signal);
  const served = other.step(() => Promise.resolve('served'));
  await many[0]?.step(() => Promise.resolve());
  expect(await served).toBe('served');
  await many[1]?.step(() => Promise.resolve());
  expect(admission.running).toBe(3);
});
