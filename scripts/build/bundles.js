/** What esbuild makes: the command line as one CommonJS file, the library as modules. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { ALL, APART, scriptFile } from './launch.cjs'
import { INTEROP, joinParts, toPart, toParts } from './parts.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** @type {import('esbuild').BuildOptions} */
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' }

/**
 * Modules of Node that take milliseconds to load, with the functions and classes that are used of them: each is loaded when
 * one of them is called. Another function must be added here; without that the bundle is not built.
 */
const lazyModules = {
  child_process: ['spawn', 'spawnSync'],
  crypto: [
    'checkPrimeSync',
    'createHash',
    'createHmac',
    'createPrivateKey',
    'createPublicKey',
    'randomBytes',
    'randomInt',
    'randomUUID',
    'sign',
    'timingSafeEqual',
    'verify',
    'X509Certificate',
  ],
  net: ['isIP', 'isIPv4', 'isIPv6'],
  os: ['homedir', 'tmpdir'],
}

/**
 * What is large and few commands need stands in scripts of its own: how it is asked for, and what goes into it. The
 * descriptions are for `explain`; the shell is for `exec` and containers that are scripts.
 */
const apart = {
  docs: { asked: /generated\/docs\.ts$/, entry: 'src/generated/docs.ts' },
  'just-bash': { asked: /^just-bash$/, entry: 'just-bash' },
}

/** The names of those scripts. */
export const scriptsApart = Object.keys(apart)

/**
 * What start-up must not pay for.
 * @type {import('esbuild').Plugin}
 */
const quickStart = {
  name: 'quick-start',
  setup({ onResolve, onLoad }) {
    // The search for LMDB's binary.
    onResolve({ filter: /^node-gyp-build-optional-packages$/ }, () => ({
      path: fileURLToPath(new URL('lmdb-native.cjs', import.meta.url)),
    }))
    // What LMDB's package asks of Node when it is loaded, answered without the modules that it asks.
    const ofLmdb = /[/\\]lmdb[/\\][\w-]+\.js$/
    onResolve({ filter: /^(node:)?(module|os|msgpackr)$/ }, ({ path, importer }) =>
      ofLmdb.test(importer) ? { path: path.replace('node:', ''), namespace: 'lmdb' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'lmdb' }, ({ path }) => ({ contents: lmdbModules[path] }))
    onLoad({ filter: /lmdb.(native|node-index|open)\.js$/ }, async ({ path }) => ({
      contents: withoutUrl(await readFile(path, 'utf8')),
    }))
    // What chalk would find out of the terminal: it is always told how many colours there are.
    onResolve({ filter: /^#supports-color$/ }, () => ({ path: 'supports-color', namespace: 'chalk' }))
    onLoad({ filter: /.*/, namespace: 'chalk' }, () => ({ contents: 'export default {}' }))
    const lazy = new RegExp(`^node:(${Object.keys(lazyModules).join('|')})$`)
    onResolve({ filter: lazy }, ({ path, namespace, kind }) =>
      namespace === 'file' && kind !== 'dynamic-import'
        ? { path: path.slice('node:'.length), namespace: 'lazy' }
        : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({ contents: lazyModule(path) }))
    for (const [name, { asked }] of Object.entries(apart))
      onResolve({ filter: asked }, () => ({ path: APART + name, external: true }))
  },
}

/**
 * What the first command in a shell must not pay for.
 * @type {import('esbuild').Plugin}
 */
const quickShell = {
  name: 'quick-shell',
  setup({ onResolve, onLoad, onEnd }) {
    onResolve({ filter: /^node:crypto$/ }, () => ({ path: 'crypto', namespace: 'lazy' }))
    onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({ contents: lazyModule(path) }))
    // The names of the shell's options, plain words, are sorted as people do: the tables for that take 5 ms to set up.
    const byName = /(?<=,enabled:\w\[\w\]\}\)\)\]\.sort\(\((\w),(\w)\)=>)\1\.name\.localeCompare\(\2\.name\)/g
    let found = false
    onLoad({ filter: /just-bash.dist.bundle.+\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, 'utf8')
      found ||= byName.test(contents)
      return { contents: contents.replace(byName, '$1.name<$2.name?-1:1') }
    })
    onEnd(({ outputFiles }) => {
      if (!found && outputFiles?.some(({ text }) => text.includes('SHELLOPTS')))
        throw new Error('just-bash has changed: it no longer sorts its options where it did')
    })
  },
}

/** @type {Record<string, string>} */
const lmdbModules = {
  module: 'export const createRequire = () => require',
  os: `export const arch = () => process.arch
export const platform = () => process.platform
export const endianness = () => (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'LE' : 'BE')
export const tmpdir = () => require('node:os').tmpdir()`,
  // For values that are objects to the package. Ours are text.
  msgpackr: 'export const Encoder = undefined',
}

/**
 * The modules of LMDB's package that ask for their own URL when they are loaded, to find what lmdb-native.cjs knows.
 * @param {string} source
 */
function withoutUrl(source) {
  const urls = /fileURLToPath\(import\.meta\.url\)|(?<=createRequire\()import\.meta\.url/
  // A dictionary for compression, which the package reads even where it is given another one.
  const dictionary =
    /fs\.readFileSync\(\s*new URL\([^;]*?import\.meta\.url[^;]*?\),\s*\)(?=,\s*getValueBytes)/
  if (!urls.test(source) && !dictionary.test(source))
    throw new Error('lmdb has changed: it no longer asks for its URL where it did')
  return source.replace(urls, '__filename').replace(dictionary, 'undefined')
}

/** @param {string} name */
function lazyModule(name) {
  const functions = lazyModules[/** @type {keyof typeof lazyModules} */ (name)]
  return functions
    .map((each) => {
      const call = `const real = require('node:${name}').${each}`
      return `export function ${each}(...args) { ${call}; return new.target ? new real(...args) : real(...args) }`
    })
    .join('\n')
}

/** A CommonJS file does not know its URL: `prelude` stands before its code. Few parts ask. */
const knowsItsUrl = { define: { 'import.meta': 'meta' } }
const prelude = `const meta={get url(){return require('node:url').pathToFileURL(__filename).href}};${INTEROP}`

/** The command line in scripts that launch.cjs can run. Gives the parts of the program. @param {string} dist */
export async function bundleCli(dist) {
  const minified = /** @type {const} */ ({ ...common, minify: true, legalComments: 'none', ...knowsItsUrl })
  const [{ outputFiles }] = await Promise.all([
    build({
      ...minified,
      format: 'esm',
      splitting: true,
      entryPoints: ['src/cli/main.ts'],
      outdir: dist,
      write: false,
      plugins: [quickStart],
    }),
    ...Object.entries(apart).map(async ([name, { entry }]) => {
      const made = await build({
        ...minified,
        format: 'cjs',
        entryPoints: [entry],
        write: false,
        // Node loads all that it knows of HTTP where this is only mentioned: 20 ms. Nothing here reaches the network.
        define: { ...minified.define, 'globalThis.Headers': 'undefined' },
        plugins: [quickShell],
        // Compressions that just-bash uses where their binaries are installed.
        external: ['@mongodb-js/zstd', 'node-liblzma'],
      })
      writeScript(scriptFile(name, dist), new Map([[APART + name, await toPart(made.outputFiles[0].text)]]))
    }),
  ])
  const parts = await toParts(outputFiles)
  writeScript(scriptFile(ALL, dist), parts)
  return parts
}

/**
 * A script that launch.cjs can run.
 * @param {string} file
 * @param {Map<string, string>} parts
 * @param {ReadonlyMap<string, Iterable<string>>} [others] see joinParts
 */
export function writeScript(file, parts, others = new Map()) {
  const script = joinParts(parts, prelude, others)
  // Text of one byte a character is the quickest to read. esbuild escapes all else, save in regular expressions.
  if (/[^\0-\xff]/.test(script))
    throw new Error('a regular expression has a character beyond Latin-1: write \\u…')
  writeFileSync(file, script, 'latin1')
}

/** index.js and the parts that it loads when needed. Packages stay imports. @param {string} dist */
export async function bundleLibrary(dist) {
  if (!existsSync(`${root}/src/index.ts`)) return
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  await build({
    ...common,
    format: 'esm',
    splitting: true,
    entryPoints: ['src/index.ts'],
    outdir: dist,
    chunkNames: 'library/[name]-[hash]',
    external: Object.keys(manifest.dependencies),
  })
}
