/** Where vLLM expects the paths that it does not tell to clients. */
const belowKnownRoots = /\/(?:home|usr|opt|var|tmp|root|lib|mnt|srv)(?:\/[\w.-]+)+/g;
const endingInAFile = /(?:\/[\w-]+)+\/[\w-]+\.\w+/g;

/** Hides paths in an error message, just those that vLLM hides (exception_handling/utils.py). */
export function maskPaths(message: string): string {
  return message.replace(belowKnownRoots, '<path>').replace(endingInAFile, '<path>').trim();
}
