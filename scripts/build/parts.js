/** Puts the parts that esbuild splits a program into into one CommonJS script, each in a function of its own. */
import { basename } from 'node:path'
import { transform } from 'esbuild'

/**
 * One script of many modules: a function as Node wraps modules. A part's functions exist for V8 only once the part is
 * used: neither starting nor the code cache pays for the others.
 * @param {import('esbuild').OutputFile[]} files modules that name each other as files of one folder
 * @param {string} entry the file to begin with
 * @param {string} prelude what all of them see
 */
export async function joinParts(files, entry, prelude) {
  const parts = await Promise.all(files.map(toPart))
  return `(function (exports, require, module, __filename, __dirname) {"use strict";${prelude}
const parts={${parts.join(',\n')}};
const loaded={};
function load(name) {
  if (!Object.hasOwn(parts, name)) return require(name);
  let part = loaded[name];
  if (part === undefined) {
    part = loaded[name] = { exports: {} };
    parts[name](part.exports, load, part);
  }
  return part.exports;
}
module.exports = load(${JSON.stringify(`./${entry}`)});
})`
}

/** @param {import('esbuild').OutputFile} file */
async function toPart(file) {
  const { code } = await transform(file.text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    // Parts are loaded where they are asked for, not before, and not by Node.
    supported: { 'dynamic-import': false },
  })
  return `${JSON.stringify(`./${basename(file.path)}`)}(exports,require,module){${code}}`
}
