/** The last segment of a server's path or of a hub name, of either kind of slash. */
export function adapterNameOf(path: string): string {
  return (
    path
      .trim()
      .split(/[\\/]+/)
      .filter((segment) => segment !== '')
      .at(-1) ?? ''
  );
}

/** The name, or its next version that nobody has: `style`, `style-v2`, `style-v3`. */
export function unusedName(name: string, taken: readonly string[]): string {
  const [, stem = name, version = '1'] = /^(.*)-v(\d{1,6})$/.exec(name) ?? [];
  const names = new Set(taken);
  let free = name;
  for (let next = Number(version) + 1; names.has(free); next++) free = `${stem}-v${next}`;
  return free;
}
