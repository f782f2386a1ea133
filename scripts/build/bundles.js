/** What esbuild makes: the command line as one CommonJS file, the library as modules. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @type {import('esbuild').BuildOptions} */
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' }

/**
 * What start-up must not pay for: the search for LMDB's binary, and modules of Node that commander asks for only
 * to run commands that are programs of their own.
 * @type {import('esbuild').Plugin}
 */
const quickStart = {
  name: 'quick-start',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node-gyp-build-optional-packages$/ }, () => ({
      path: fileURLToPath(new URL('lmdb-native.cjs', import.meta.url)),
    }))
    // msgpackr without its own binary, streams and the search for the former: the JavaScript does the same.
    onResolve({ filter: /^msgpackr$/ }, () => ({ path: `${root}/node_modules/msgpackr/index.js` }))
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'lazy' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
      contents: `module.exports = { spawn: (...args) => require('node:${path}').spawn(...args) }`,
    }))
    // The descriptions are large and only `explain` needs them: a file of their own beside the bundle.
    onResolve({ filter: /generated\/docs\.ts$/ }, () => ({ path: '../dist/docs.cjs', external: true }))
  },
}

/** dist/cli.cjs and dist/docs.cjs. */
export async function bundleCli(...extra) {
  const cjs = /** @type {const} */ ({
    ...common,
    format: 'cjs',
    minify: !process.env.DEV,
    legalComments: 'none',
  })
  await Promise.all([
    build({
      ...cjs,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.cjs',
      plugins: [quickStart, ...extra],
      define: { 'import.meta.url': 'moduleUrl' },
      banner: { js: "const moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
    }),
    build({ ...cjs, entryPoints: ['src/generated/docs.ts'], outfile: 'dist/docs.cjs' }),
  ])
}

/** dist/index.js and the parts that it loads when needed. Packages stay imports. */
export async function bundleLibrary() {
  if (!existsSync(`${root}/src/index.ts`)) return
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: ['src/index.ts'],
    outdir: 'dist',
    chunkNames: 'library/[name]-[hash]',
    external: Object.keys(manifest.dependencies),
  })
}
