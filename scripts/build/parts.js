/** Puts parts that esbuild splits a program into into one script, each in a function of its own. */
import { basename } from 'node:path'
import { transform } from 'esbuild'

/**
 * The parts as functions that take what Node gives modules, by the names under which they load each other.
 * @param {import('esbuild').OutputFile[]} files modules that name each other as files of one folder
 * @returns {Promise<Map<string, string>>}
 */
export async function toParts(files) {
  return new Map(
    await Promise.all(
      files.map(async ({ path, text }) => /** @type {const} */ ([`./${basename(path)}`, await toPart(text)])),
    ),
  )
}

/**
 * One script of some parts, which launch.cjs loads as they are needed. A part's functions exist for V8 only once the
 * part is used: neither starting nor the code cache pays for the others.
 * @param {ReadonlyMap<string, string>} parts
 * @param {string} prelude what all of them see
 * @param {ReadonlyMap<string, Iterable<string>>} others further scripts that have to be known, with the names of their parts
 */
export function joinParts(parts, prelude, others) {
  const members = [...parts].map(([name, text]) => `${JSON.stringify(name)}${text}`)
  return `(function (require, __filename, __dirname) {"use strict";${prelude}
return {__proto__:null,where:(part)=>${where(others)},
${members.join(',\n')}};
})`
}

/** @param {ReadonlyMap<string, Iterable<string>>} scripts */
function where(scripts) {
  const known = [...scripts].map(([name, parts]) => `${JSON.stringify([...parts])}.includes(part)?"${name}":`)
  return `${known.join('')}undefined`
}

/** A module as a function, without its name. @param {string} text */
export async function toPart(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // Parts are loaded where they are asked for, not before, and not by Node.
    supported: { 'dynamic-import': false },
  })
  const part = `var part = function(exports, require, module) {${exportSimply(code)}}`
  const minified = await transform(part, { target: 'node20', minify: true })
  return minified.code.trim().replace(/^var part=function|;$/g, '')
}

/** What esbuild writes before a module: functions that copy exports, one by one, from object to object. */
const HELPERS = /^(?:"use strict";\n)?(?:var __\w+ = .*(?:\n[ })].*)*\n)*/
const EXPORTS =
  /var stdin_exports = \{\};\n__export\(stdin_exports, \{\n([^}]*)\n\}\);\nmodule\.exports = .*\n/
const EXPORT = /^ {2}(.+?): \(\) => (.+?),?$/gm

/**
 * The same in one literal, which a program of a hundred parts starts milliseconds sooner with. Throws if esbuild no longer
 * writes modules as this expects it.
 * @param {string} code CommonJS that esbuild has made of a module
 */
function exportSimply(code) {
  const body = code
    .replace(HELPERS, '')
    .replace(
      EXPORTS,
      (_, list) => `module.exports={__esModule:true,${list.replace(EXPORT, 'get $1(){return $2},')}};`,
    )
  if (/stdin_exports|\b__(?:export|copyProps|toCommonJS)\b/.test(body))
    throw new Error('esbuild has changed how it exports: scripts/build/parts.js does not know it')
  return body
}

/** How a part sees a module that is not one of esbuild's. */
export const INTEROP = 'const __toESM=(from)=>from.__esModule?from:{__proto__:from,default:from};'
