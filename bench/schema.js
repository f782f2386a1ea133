/**
 * What the strict check of one Deployment costs in a fresh process: validators that ajv compiled ahead, against the
 * walker over the generated schemas. Both are minified CommonJS bundles run with a V8 code cache, as the command is.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import standaloneModule from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const ROUNDS = 25
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const require = createRequire(import.meta.url)

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [
          {
            name: 'web',
            image: 'nginx',
            ports: [{ containerPort: 80 }],
            env: [{ name: 'A', value: 'b' }],
            resources: { limits: { cpu: '500m', memory: '128Mi' } },
            readinessProbe: { httpGet: { path: '/', port: 80 } },
          },
        ],
      },
    },
  },
}

/** Loads a bundle with its code cache, checks the object once and tells the milliseconds that took. */
const RUNNER = `
const fs = require('node:fs'), vm = require('node:vm')
const [file, object] = [process.argv[2], JSON.parse(process.argv[3])]
const start = process.hrtime.bigint()
const source = fs.readFileSync(file, 'utf8')
const cachedData = fs.existsSync(file + '.cache') ? fs.readFileSync(file + '.cache') : undefined
const script = new vm.Script('(function(module, exports, require){' + source + '\\n})', { filename: file, cachedData })
const module_ = { exports: {} }
script.runInThisContext()(module_, module_.exports, require)
Promise.resolve(module_.exports.check(object)).then((accepted) => {
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  if (accepted === false) throw new Error('the deployment was refused')
  if (process.argv[4]) fs.writeFileSync(file + '.cache', script.createCachedData())
  console.log(ms)
})
`

/** @param {string} contents @param {string} outfile */
async function bundle(contents, outfile) {
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'error',
  })
}

/** @param {string} folder */
async function bundleAjv(folder) {
  const maker = join(folder, 'make.cjs')
  await bundle(
    `import { structSchema } from './src/api/schema/schema.ts'
     import { toJsonSchema } from './test/api/schema/json-schema.ts'
     export const schema = toJsonSchema(structSchema('Deployment'))`,
    maker,
  )
  const ajv = new Ajv({ strict: false, allowUnionTypes: true, code: { source: true } })
  const code = standaloneModule.default(ajv, ajv.compile(require(maker).schema))
  const standalone = join(folder, 'standalone.cjs')
  writeFileSync(standalone, code)
  await bundle(
    `import validate from ${JSON.stringify(standalone)}\nexport const check = (object) => validate(object)`,
    join(folder, 'ajv.cjs'),
  )
}

/** @param {string} folder */
async function bundleWalker(folder) {
  await bundle(
    `import { decodeObject } from './src/api/schema/decode.ts'
     export const check = (object) => decodeObject({ group: 'apps', version: 'v1', kind: 'Deployment' }, object)`,
    join(folder, 'walker.cjs'),
  )
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** @param {string} folder */
function measure(folder) {
  writeFileSync(join(folder, 'run.cjs'), RUNNER)
  const run = (/** @type {string} */ name, /** @type {string[]} */ ...more) =>
    Number(
      execFileSync(
        process.execPath,
        [join(folder, 'run.cjs'), join(folder, `${name}.cjs`), JSON.stringify(deployment), ...more],
        { env: {} },
      ),
    )
  /** @type {Record<string, number[]>} */
  const times = { ajv: [], walker: [] }
  for (const name of Object.keys(times)) run(name, 'write-cache')
  for (let round = 0; round < ROUNDS; round++)
    for (const name of Object.keys(times)) times[name]?.push(run(name))
  for (const [name, values] of Object.entries(times)) {
    const size =
      statSync(join(folder, `${name}.cjs`)).size + readFileSync(join(folder, `${name}.cjs.cache`)).length
    const best = Math.min(...values)
    console.log(
      `${name.padEnd(8)} median ${median(values).toFixed(2)} ms  best ${best.toFixed(2)} ms  ${Math.round(size / 1000)} KB with its cache`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
try {
  await bundleAjv(folder)
  await bundleWalker(folder)
  measure(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
