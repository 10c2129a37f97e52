import { expect, it } from 'vitest';
import { commands } from '../../../../src/editor/commands/commandTable';
import { menuRows } from '../../../../src/editor/status/menuRows';

/** What is done once, or makes sense only in front of a pending text or a running answer, and the menu itself. */
const elsewhere = [
  'importAbstractCore',
  'keepPending',
  'discardPending',
  'stopPending',
  'showPending',
  'savePending',
  'stopAnswer',
  'showMenu',
];

it('the menu offers every command that makes sense anywhere', () => {
  const names = menuRows({ engine: 'running', completions: 'on' }).map(({ value }) => value);
  expect([...names, ...elsewhere].sort()).toEqual(Object.keys(commands).sort());
});

it('the menu starts an engine that does not run, and stops only one that does', () => {
  const labels = menuRows({ engine: 'ended', completions: 'on' }).map(
    ({ icon, label }) => `$(${icon}) ${label}`,
  );
  expect(labels).toContain('$(debug-restart) Start Embedded Engine');
  expect(labels.filter((label) => label.includes('Stop'))).toEqual([]);
});

it('the menu says whether completions are on, and for which language', () => {
  const language = { id: 'typescript', completions: 'off' } as const;
  const rows = menuRows({ engine: 'ended', completions: 'on', language });
  const said = rows.flatMap(({ label, description }) =>
    description === undefined ? [] : [`${label} ${description}`],
  );
  expect(said).toEqual([
    'Toggle Inline Completions on',
    'Completions for This Language typescript: off',
  ]);
});
