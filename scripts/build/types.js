/** The library's types: declarations of everything that src/index.ts reaches. */
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './bundles.js'

const config = {
  extends: '../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    rootDir: '../src',
    outDir: 'types',
    noCheck: true,
  },
  include: [],
  files: ['../src/index.ts'],
}

/** Writes dist/types. Rejects if the compiler finds fault. */
export async function emitTypes() {
  if (!existsSync(join(root, 'src/index.ts'))) return
  const project = join(root, 'dist/tsconfig.json')
  writeFileSync(project, JSON.stringify(config))
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const compiler = join(dirname(manifest), 'bin/tsc')
  await run(process.execPath, [compiler, '-p', project])
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(undefined) : reject(new Error(`tsc ended with ${code}`)),
    )
  })
}
