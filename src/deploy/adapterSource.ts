/** What an adapter's path is a path of. */
export type AdapterSource = 'folder' | 'hub' | 's3' | 'http';

/** `org/name` is a name on the model hub; a folder of that form is written with `./`. */
export function adapterSourceOf(path: string): AdapterSource {
  if (/^s3:\/\//i.test(path)) return 's3';
  if (/^https?:\/\//i.test(path)) return 'http';
  return /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(path) ? 'hub' : 'folder';
}

/** A folder's path that no reader takes for a name. */
export function folderPath(path: string): string {
  return /^(?:[/~\\]|\.{1,2}(?:[/\\]|$)|[a-z]:)/i.test(path) ? path : `./${path}`;
}

/** A part of a path, or a name in a cluster; different for every place in a list. */
export function plainName(name: string, index: number): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return plain === '' || plain !== name ? `${plain || 'adapter'}-${index + 1}` : plain;
}

/** The name that a folder goes by. */
export function lastPart(path: string): string {
  return (
    path
      .split(/[\\/]+/)
      .filter(Boolean)
      .at(-1) ?? 'model'
  );
}
