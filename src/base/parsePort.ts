import { quoteIfShort } from './quoting';

/** A port number, or an `Error` that says what one is. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port takes a number from 0 to 65535, not ${quoteIfShort(text)}`);
}
