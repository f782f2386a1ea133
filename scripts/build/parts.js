/** Puts the parts that esbuild splits a program into into one CommonJS script, each in a function of its own. */
import { basename } from 'node:path'
import { transform } from 'esbuild'

/**
 * One script of many modules. A part's functions exist for V8 only once the part is used: neither starting nor the
 * code cache pays for the others.
 * @param {import('esbuild').OutputFile[]} files modules, the first of which is the entry
 * @param {string} banner
 */
export async function joinParts(files, banner) {
  const parts = await Promise.all(files.map(toPart))
  const entry = nameOf(files[0])
  return `"use strict";${banner}const parts={${parts.join(',\n')}};const loaded={};
function load(name){
if(!Object.hasOwn(parts,name))return require(name);
let module=loaded[name];
if(module===undefined){module=loaded[name]={exports:{}};parts[name](module.exports,load,module)}
return module.exports
}
module.exports=load(${entry})\n`
}

/** @param {import('esbuild').OutputFile} file */
async function toPart(file) {
  const { code } = await transform(file.text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: !process.env.DEV,
    // Parts are loaded where they are asked for, not before, and not by Node.
    supported: { 'dynamic-import': false },
  })
  return `${nameOf(file)}(exports,require,module){${code}}`
}

/** Parts lie in one folder and name each other so. @param {import('esbuild').OutputFile | undefined} file */
function nameOf(file) {
  return JSON.stringify(`./${basename(file?.path ?? '')}`)
}
