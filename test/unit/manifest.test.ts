/** Holds package.json, which VS Code reads, against the code, which means it; both ways. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/editor/commands/commandTable';
import { contextKeys } from '../../src/editor/commands/contextKeys';
import { settings } from '../../src/settings';

const property = z.looseObject({
  default: z.unknown(),
  markdownDescription: z.string(),
  scope: z.string(),
  order: z.number(),
});

const manifest = z
  .looseObject({
    engines: z.object({ vscode: z.string(), node: z.string() }),
    devDependencies: z.record(z.string(), z.string()),
    extensionKind: z.array(z.string()),
    capabilities: z.looseObject({
      untrustedWorkspaces: z.looseObject({
        supported: z.string(),
        restrictedConfigurations: z.array(z.string()),
      }),
    }),
    contributes: z.looseObject({
      commands: z.array(
        z.looseObject({
          command: z.string(),
          title: z.string(),
          enablement: z.string().optional(),
        }),
      ),
      menus: z.record(z.string(), z.array(z.looseObject({ submenu: z.string().optional() }))),
      views: z.record(z.string(), z.array(z.looseObject({ id: z.string() }))),
      submenus: z.array(z.looseObject({ id: z.string(), label: z.string() })),
      configuration: z.looseObject({ properties: z.record(z.string(), property) }),
    }),
  })
  .parse(readJson('package.json'));
const words = z.record(z.string(), z.string()).parse(readJson('package.nls.json'));

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', name), 'utf8'));
}

/** The text behind a `%key%`. */
function text(key: string): string | undefined {
  return words[key.replace(/^%|%$/g, '')];
}

/** Every condition under which something is there. */
function clauses(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^(?:when|enablement)$/.test(key) ? [String(inner)] : clauses(inner),
  );
}

const views = new Set(
  Object.values(manifest.contributes.views).flatMap((placed) => placed.map(({ id }) => id)),
);

const { properties } = manifest.contributes.configuration;

describe('the manifest', () => {
  it('offers exactly the settings that the code reads', () => {
    const known = Object.keys(settings).map((name) => `trellis.${name}`);
    expect(Object.keys(properties).sort()).toEqual(known.sort());
  });

  it.each(Object.entries(settings))(
    'says of the setting %s what the code does',
    (name, setting) => {
      const offered = properties[`trellis.${name}`];
      expect(offered?.default).toEqual(setting.default);
      expect(offered?.scope).toBe(setting.scope);
      expect(text(offered?.markdownDescription ?? '')).toBe(setting.description);
    },
  );

  it.each(Object.entries(settings))(
    'has a default for %s that its own check accepts',
    (_, setting) => {
      expect(setting.schema.safeParse(setting.default).success).toBe(true);
    },
  );

  it('lets an untrusted workspace set nothing that redirects, names headers or starts something', () => {
    const restricted = Object.entries(settings)
      .filter(([, setting]) => setting.trust === 'restricted')
      .map(([name]) => `trellis.${name}`);
    const { untrustedWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.supported).toBe('limited');
    expect(untrustedWorkspaces.restrictedConfigurations.sort()).toEqual(restricted.sort());
  });

  it('restricts every setting whose name speaks of addresses, headers, paths or adapters', () => {
    const sensitive = Object.entries(settings).filter(([name]) =>
      /url|header|path|adapter|body|embedded|command/i.test(name),
    );
    expect(sensitive.filter(([, setting]) => setting.trust === 'open')).toEqual([]);
  });

  it('offers exactly the commands that the code registers, under their titles', () => {
    const offered = manifest.contributes.commands.map(({ command, title }) => [
      command,
      text(title),
    ]);
    const known = Object.values(commands).map(({ id, title }) => [id, title]);
    expect(offered.sort()).toEqual(known.sort());
  });

  it('asks for exactly the context keys that the code sets', () => {
    const conditions = clauses(manifest.contributes).join(' ');
    const asked = conditions.match(/\btrellis\.\w+/g)?.filter((key) => !views.has(key)) ?? [];
    expect([...new Set(asked)].sort()).toEqual(Object.values(contextKeys).sort());
  });

  it('stands in the menu of editors under its own name', () => {
    const { menus, submenus } = manifest.contributes;
    const named = submenus.filter(({ label }) => label === 'Trellis').map(({ id }) => id);
    expect(menus['editor/context']?.map(({ submenu }) => submenu)).toEqual(named);
  });

  it('refactors nothing where nothing may be written', () => {
    const refactor = manifest.contributes.commands.find(
      ({ command }) => command === commands.refactorSelection.id,
    );
    expect(refactor?.enablement).toContain('!editorReadonly');
  });

  it('has a text for every key and no text without one', () => {
    const used = JSON.stringify(manifest).match(/%[\w.-]+%/g) ?? [];
    expect([...new Set(used.map((key) => key.slice(1, -1)))].sort()).toEqual(
      Object.keys(words).sort(),
    );
  });

  it('is typed for the oldest editor that it supports', () => {
    const oldest = manifest.engines.vscode.replace('^', '').split('.').slice(0, 2).join('.');
    expect(manifest.devDependencies['@types/vscode']).toMatch(new RegExp(`^${oldest}\\.`));
  });

  it('pins every dependency', () => {
    const all = z
      .looseObject({ dependencies: z.record(z.string(), z.string()) })
      .parse(manifest).dependencies;
    const versions = Object.values({ ...all, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d/.test(version))).toEqual([]);
  });
});
