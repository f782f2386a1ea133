// Loads LMDB's binary for this machine: stands in the bundle for node-gyp-build-optional-packages, whose search
// costs several milliseconds.
'use strict'

/** The file for this version of Node, else the one for all versions, else what the searching package finds. */
module.exports = (folder) => {
  const { platform, arch, versions } = process
  const name = `@lmdb/lmdb-${platform}-${arch}`
  const libc = platform === 'linux' ? [isMusl() ? 'musl' : 'glibc'] : ['', 'glibc']
  for (const tag of [`abi${versions.modules}`, 'napi'])
    for (const each of libc)
      try {
        return require(`${name}/node.${[tag, each].filter(Boolean).join('.')}.node`)
      } catch (error) {
        if (error.code !== 'MODULE_NOT_FOUND') throw error
      }
  // The name is computed, so that the bundler leaves the package out.
  return require(['node-gyp-build', 'optional-packages'].join('-'))(folder)
}

function isMusl() {
  return require('node:fs').existsSync('/etc/alpine-release')
}
