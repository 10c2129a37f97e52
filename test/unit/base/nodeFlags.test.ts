import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { leanFlags } from '../../../src/base/nodeFlags';

describe('the flags of a process that stays', () => {
  it('are understood by Node', () => {
    const { stdout } = spawnSync(process.execPath, [...leanFlags(process.versions), '-p', '"up"']);
    expect(String(stdout).trim()).toBe('up');
  });

  it('leave the thread pool to Electron', () => {
    expect(leanFlags({ ...process.versions, electron: '39.2.0' })).toEqual([
      '--max-semi-space-size=4',
    ]);
  });
});
