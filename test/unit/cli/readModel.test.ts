import { describe, expect, it } from 'vitest';
import { readModel } from '../../../src/cli/readModel';
import { variablesFor } from '../../../src/cli/server';

const told = {
  TRELLIS_BASE_URL: 'http://gpu:8000/v1',
  TRELLIS_MODEL: 'coder',
  TRELLIS_API_KEY: 'secret',
};

describe('the model', () => {
  it.each([
    [undefined, undefined, told, 'coder'],
    ['other', undefined, told, 'other'],
    [undefined, 'gpu:8000', told, 'coder'],
    [undefined, 'http://elsewhere:8000', told, ''],
    ['other', 'http://elsewhere:8000', told, 'other'],
    [undefined, 'http://elsewhere:8000', { TRELLIS_MODEL: 'coder' }, 'coder'],
    [undefined, undefined, { TRELLIS_MODEL: '' }, ''],
    [undefined, undefined, {}, ''],
  ] as const)('asked as %s at %s with %j is “%s”', (model, address, env, wanted) => {
    expect(readModel({ model, 'base-url': address }, env)).toBe(wanted);
  });
});

describe('the key of a terminal', () => {
  it('is sent to the server that it is for, and to no other', () => {
    expect(variablesFor(undefined, told)['TRELLIS_API_KEY']).toBe('secret');
    expect(variablesFor('http://gpu:8000', told)['TRELLIS_API_KEY']).toBe('secret');
    for (const other of ['http://gpu:8001', 'https://gpu:8000', 'http://elsewhere:8000/v1']) {
      expect(variablesFor(other, told)['TRELLIS_API_KEY']).toBeUndefined();
    }
  });
});
