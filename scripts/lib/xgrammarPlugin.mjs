// @ts-check
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const namespace = 'web-xgrammar';

/**
 * `@mlc-ai/web-xgrammar` ships UMD but declares `"type": "module"`, so bundlers that trust its
 * package.json find no exports. Loaded outside the `file` namespace, esbuild reads it as CommonJS.
 *
 * @type {import('esbuild').Plugin}
 */
export const xgrammarPlugin = {
  name: 'web-xgrammar',
  setup(build) {
    build.onResolve({ filter: /^@mlc-ai\/web-xgrammar$/ }, ({ path }) => ({
      path: require.resolve(path),
      namespace,
    }));
    build.onLoad({ filter: /.*/, namespace }, async ({ path }) => {
      const { readFile } = await import('node:fs/promises');
      return {
        contents: await readFile(path, 'utf8'),
        loader: 'js',
        resolveDir: '.',
      };
    });
  },
};
