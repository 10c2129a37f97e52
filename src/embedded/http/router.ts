import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a handler works with: `body` is parsed JSON, or `undefined` for a GET. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: unknown;
  /** Aborts when the client goes away before the answer is complete. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly methods: readonly string[];
  readonly path: string;
  handle(exchange: Exchange): void | Promise<void>;
}

export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'none' };

/** Finds a route as Starlette does: an extra slash at the end is a redirect. */
export function matchRoute(
  routes: readonly Route[],
  { method, path }: { readonly method: string; readonly path: string },
): RouteMatch {
  const here = routes.filter((route) => route.path === path);
  const route = here.find(({ methods }) => methods.includes(method));
  if (route !== undefined) return { kind: 'route', route };
  if (here.length > 0) {
    return { kind: 'wrong-method', allowed: here.flatMap(({ methods }) => methods) };
  }
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed !== path && routes.some((each) => each.path === trimmed)
    ? { kind: 'redirect', location: trimmed }
    : { kind: 'none' };
}
