/** Where a folder lies. */
export interface FolderLocation {
  /** Absolute, with forward slashes: as the folder was named, and where it really is. */
  readonly paths: readonly string[];
  /** From the root of its repository down to it, as a prefix (`packages/a/`); empty without one. */
  readonly inRepository: string;
}

/** The path from a folder to what lies `inRepository` at or above it, as a reader takes it. */
export function pathFromFolder({ inRepository }: FolderLocation, path: string): string {
  if (path.startsWith(inRepository)) return path.slice(inRepository.length);
  const common = inRepository
    .split('/')
    .slice(0, -1)
    .filter((_, at, segments) => path.startsWith(`${segments.slice(0, at + 1).join('/')}/`));
  const up = inRepository.split('/').length - 1 - common.length;
  return '../'.repeat(up) + path.split('/').slice(common.length).join('/');
}
