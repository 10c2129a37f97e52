import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { lowMemoryFlags } from '../../../src/base/nodeFlags';

describe('the flags of a process that stays', () => {
  it('are understood by Node', () => {
    const { stdout } = spawnSync(process.execPath, [
      ...lowMemoryFlags(process.versions),
      '-p',
      '"up"',
    ]);
    expect(String(stdout).trim()).toBe('up');
  });

  it('leave the thread pool to Electron', () => {
    expect(lowMemoryFlags({ ...process.versions, electron: '39.2.0' })).toEqual([
      '--max-semi-space-size=4',
    ]);
  });
});
