/** kubelite config view. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { JsonObject } from '../../base/json.ts'
import { defineCommand } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createObjectPrinter } from '../output/object-printer.ts'
import type { Choice } from './active.ts'
import { encodeConfig } from './encode.ts'
import { FIELDS } from './fields.ts'
import { type ConfigFiles, pathOf } from './files.ts'
import { emptyConfig, type Kubeconfig, type Section, textField } from './kubeconfig.ts'
import { loadConfig, loadFile } from './load.ts'

const print = printFlags(OBJECT_FORMATS)

export const view = defineCommand({
  name: 'view',
  usage: '[flags]',
  short: 'Display merged kubeconfig settings or a specified kubeconfig file',
  long: [
    'Display merged kubeconfig settings or a specified kubeconfig file.',
    'Secrets are left out, unless --raw is given. With -o jsonpath=… single values can be had.',
  ],
  examples: [
    { about: 'What all files together say', line: 'config view' },
    { about: 'The same with secrets', line: 'config view --raw' },
    { about: 'Only what the current context uses', line: 'config view --minify' },
    { about: 'The namespace of the current context', line: 'config view --minify -o jsonpath={..namespace}' },
  ],
  flags: {
    ...print,
    output: { ...print.output, default: 'yaml', shown: "'yaml'" },
    flatten: bool(false, 'Put the content of files that are named into their place.'),
    merge: bool(true, 'Merge all files. Without it --kubeconfig must name the file.'),
    minify: bool(false, 'Leave out what the current context does not use.'),
    raw: bool(false, 'Show secrets and certificates as they are.'),
  },
  async run({ context, args, options }) {
    if (args.length > 0) throw usageError(context.path, `unexpected arguments: [${args.join(' ')}]`)
    const format = readFormat(options.output || 'yaml', options.template, OBJECT_FORMATS)!
    const { kubeconfig } = context
    if (!options.merge && !kubeconfig.explicit)
      throw new CliError('if merge==false a precise file must be specified')
    const config = options.merge
      ? await loadConfig(kubeconfig)
      : ((await loadFile(kubeconfig.names[0]!, kubeconfig)) ?? emptyConfig())
    const used = options.minify ? minified(config, context.chosen) : config
    if (options.flatten) flatten(used, kubeconfig)
    else if (!options.raw) hideSecrets(used)
    const printer = await createObjectPrinter(format, { ...options, cwd: context.cwd, keyOrder: 'given' })
    printer(encodeConfig(used), context.streams)
  },
})

/** What one context uses. Source: client-go, tools/clientcmd/api/helpers.go, MinifyConfig. */
function minified(config: Kubeconfig, choice: Choice): Kubeconfig {
  const name = choice.context || config.currentContext
  if (name === '') throw new CliError('current-context must exist in order to minify')
  const context = config.contexts.get(name)
  if (context === undefined) throw new CliError(`cannot locate context ${name}`)
  const cluster = textField(context, 'cluster')
  const user = textField(context, 'user')
  if (cluster !== '' && !config.clusters.has(cluster)) throw new CliError(`cannot locate cluster ${cluster}`)
  if (user !== '' && !config.users.has(user)) throw new CliError(`cannot locate user ${user}`)
  const only = (section: Section, kept: string) =>
    new Map([...config[section]].filter(([each]) => each === kept))
  return {
    ...config,
    clusters: only('clusters', cluster),
    users: only('users', user),
    contexts: new Map([[name, context]]),
    currentContext: name,
  }
}

/** Puts the content of files into their place, which shows secrets as well. */
function flatten(config: Kubeconfig, files: ConfigFiles): void {
  for (const [section, fields] of Object.entries(FIELDS))
    for (const entry of config[section as Section].values())
      for (const { name, inlinedAs } of fields) {
        const path = textField(entry, name)
        if (inlinedAs === undefined || path === '') continue
        const folder = dirname(pathOf(entry.origin ?? files.names[0]!, files))
        entry.fields[inlinedAs] = contentOf(resolve(folder, path))
        delete entry.fields[name]
      }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path).toString('base64')
  } catch (error) {
    throw new CliError(`open ${path}: no such file or directory`, { cause: error })
  }
}

function hideSecrets(config: Kubeconfig): void {
  for (const [section, fields] of Object.entries(FIELDS))
    for (const entry of config[section as Section].values())
      for (const { name, shown } of fields)
        if (shown !== undefined && isSet(entry.fields, name)) entry.fields[name] = shown
}

function isSet(fields: JsonObject, name: string): boolean {
  return fields[name] !== undefined && fields[name] !== ''
}
