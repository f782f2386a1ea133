/** Which files hold the kubeconfig. Source: client-go, tools/clientcmd/{config,loader}.go. */
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import type { Environment } from '../streams.ts'

/** The files, the first of which counts most. */
export interface ConfigFiles {
  /** As they were named; the names are told to the user. */
  names: readonly string[]
  /** --kubeconfig names the file. */
  explicit: boolean
  /** No file is named: it is kubelite's own one, in the folder of the cluster. */
  own: boolean
  /** Where relative names begin. */
  cwd: string
}

/**
 * --kubeconfig, else the files that KUBECONFIG lists, else `config` in the folder of the cluster. The file of kubectl
 * (~/.kube/config) is never touched unless one of the former names it: it leads to clusters that are real.
 */
export function configFiles(flag: string, env: Environment, cwd: string, dataDir: () => string): ConfigFiles {
  if (flag !== '') return { names: [flag], explicit: true, own: false, cwd }
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((name) => name !== '')
  if (listed.length > 0) return { names: [...new Set(listed)], explicit: false, own: false, cwd }
  return { names: [join(dataDir(), 'config')], explicit: false, own: true, cwd }
}

/** The path of a file that is named. */
export function pathOf(name: string, { cwd }: ConfigFiles): string {
  return resolve(cwd, name)
}

/** Where new entries go: the first file that exists, else the last one. */
export function fileForNew(files: ConfigFiles): string {
  const { names } = files
  return names.find((name) => existsSync(pathOf(name, files))) ?? names.at(-1)!
}
