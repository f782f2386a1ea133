/** The library's types: declarations of everything that src/index.ts reaches. */
import { spawn } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './bundles.js'

/** Writes the declarations into the folder. Rejects if the compiler finds fault. @param {string} dist */
export async function emitTypes(dist) {
  if (!existsSync(join(root, 'src/index.ts'))) return
  const project = join(dist, 'tsconfig.json')
  writeFileSync(project, JSON.stringify(config(join(dist, 'types'))))
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  await run(process.execPath, [join(dirname(manifest), 'bin/tsc'), '-p', project])
  rmSync(project)
}

/** @param {string} outDir */
function config(outDir) {
  return {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rewriteRelativeImportExtensions: true,
      rootDir: join(root, 'src'),
      typeRoots: [join(root, 'node_modules/@types')],
      outDir,
      // Whether the types are right is for `npm run check` to say.
      noCheck: true,
    },
    include: [],
    files: [join(root, 'src/index.ts')],
  }
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
