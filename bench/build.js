/** How fast many pods are made by the real path, against writing them down: build.js [--nodes=N] [--pods=N]. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAndTell } from './support/build-and-tell.js'
import { readOptions } from './support/options.js'

const size = readOptions({ nodes: 5000, pods: 150_000 })
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
await buildAndTell(work, size)
