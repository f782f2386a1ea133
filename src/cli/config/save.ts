/** Writes changes of a kubeconfig back to the files that its entries come from. */
import { renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { deepEqual } from '../../base/json.ts'
import { makeFolder } from '../../base/make-folder.ts'
import { toYaml } from '../../printers/yaml.ts'
import { CliError } from '../errors.ts'
import { encodeConfig } from './encode.ts'
import { type ConfigFiles, fileForNew, pathOf } from './files.ts'
import { emptyConfig, type Kubeconfig, type Section } from './kubeconfig.ts'
import { loadConfig, loadFile } from './load.ts'

/**
 * Changes the config. An entry is changed in the file that it comes from; a new one goes into the first file that
 * exists, else the last one. Source: client-go, tools/clientcmd/config.go, ModifyConfig.
 */
export async function changeConfig(files: ConfigFiles, change: (config: Kubeconfig) => void): Promise<void> {
  const before = await loadConfig(files)
  const after = structuredClone(before)
  change(after)
  if (deepEqual(plain(before), plain(after))) return
  // What is built in stands in no file: the first change brings all of it into the own one.
  if (files.own) return write(files.names[0]!, after, files)
  for (const [name, apply] of await changesByFile(before, after, files)) {
    const config = (await loadFile(name, files)) ?? emptyConfig()
    for (const each of apply) each(config)
    write(name, config, files)
  }
}

const SECTIONS: readonly Section[] = ['clusters', 'users', 'contexts']

function plain(config: Kubeconfig): object {
  const entries = (section: Section) =>
    Object.fromEntries([...config[section]].map(([name, { fields }]) => [name, fields]))
  const { currentContext, preferences } = config
  return { currentContext, preferences, entries: SECTIONS.map(entries) }
}

type Change = (config: Kubeconfig) => void

async function changesByFile(
  before: Kubeconfig,
  after: Kubeconfig,
  files: ConfigFiles,
): Promise<Map<string, Change[]>> {
  const changes = new Map<string, Change[]>()
  const add = (name: string, change: Change) => changes.set(name, [...(changes.get(name) ?? []), change])
  const fallback = fileForNew(files)
  if (before.currentContext !== after.currentContext)
    add(await fileOfCurrentContext(after, files), (config) => {
      config.currentContext = after.currentContext
    })
  if (!deepEqual(before.preferences, after.preferences))
    add(files.names[0]!, (config) => {
      config.preferences = after.preferences
    })
  for (const section of SECTIONS) {
    for (const [name, entry] of after[section])
      if (!deepEqual(entry.fields, before[section].get(name)?.fields))
        add(entry.origin ?? fallback, (config) => config[section].set(name, entry))
    for (const [name, { origin }] of before[section])
      if (!after[section].has(name)) add(origin ?? fallback, (config) => config[section].delete(name))
  }
  return changes
}

/** One that is set goes into the file for new entries; one that is unset is looked for. */
async function fileOfCurrentContext({ currentContext }: Kubeconfig, files: ConfigFiles): Promise<string> {
  if (files.explicit || currentContext !== '') return fileForNew(files)
  for (const name of files.names) if ((await loadFile(name, files))?.currentContext) return name
  return fileForNew(files)
}

/** Written aside and put in place, so that no command ever reads half a file. It may hold secrets. */
function write(name: string, config: Kubeconfig, files: ConfigFiles): void {
  const path = pathOf(name, files)
  const content = encodeConfig(config)
  const aside = `${path}.${process.pid}`
  try {
    makeFolder(dirname(path))
    // JSON is YAML, and other commands read it sooner.
    writeFileSync(aside, files.own ? `${JSON.stringify(content, undefined, 2)}\n` : toYaml(content), {
      mode: 0o600,
    })
    renameSync(aside, path)
  } catch (error) {
    throw new CliError(`cannot write ${name}: ${(error as Error).message}`, { cause: error })
  }
}
