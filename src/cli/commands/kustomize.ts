/** kubelite kustomize: what a kustomization yields, printed. */
import type { LoadRestrictor } from '../../kustomize/build.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string, strings } from '../flags/flag.ts'

const RESTRICTORS: readonly LoadRestrictor[] = ['LoadRestrictionsRootOnly', 'LoadRestrictionsNone']
const NO_EFFECT = 'Accepted and without effect: functions are not run.'
const NO_HELM = 'Accepted and without effect: charts are not inflated.'

const flags = {
  asCurrentUser: bool(false, NO_EFFECT),
  enableAlphaPlugins: bool(false, 'Accepted and without effect: only the built-in plugins run.'),
  enableHelm: bool(false, 'Inflate Helm charts. Not supported.'),
  env: strings(NO_EFFECT, { short: 'e' }),
  helmApiVersions: strings(NO_HELM),
  helmCommand: string('helm', NO_HELM),
  helmDebug: bool(false, NO_HELM),
  helmKubeVersion: string('', NO_HELM),
  loadRestrictor: string(
    'LoadRestrictionsRootOnly',
    'With "LoadRestrictionsNone", kustomizations may read files outside of their folders. They can then not be moved as they are.',
  ),
  mount: strings(NO_EFFECT),
  network: bool(false, NO_EFFECT),
  networkName: string('bridge', NO_EFFECT),
  reorder: string('', 'In which order to print: legacy (by kind) or none (as found).', {
    hidden: true,
    deprecated: "use the new 'sortOptions' field in kustomization.yaml instead.",
  }),
  output: string('', 'Write to this file, or into this folder: each object into a file of its own.', {
    short: 'o',
  }),
}

export const kustomize = defineCommand({
  name: 'kustomize',
  group: 'Advanced Commands',
  usage: 'DIR [flags]',
  short: 'Build a kustomization target from a directory',
  long: [
    'Build what the kustomization.yaml of a folder describes, and print it as YAML.',
    'Without DIR, the kustomization is the one of the current folder. "apply -k DIR" and the like take it as it is printed.',
    'What lies elsewhere, such as repositories and URLs, cannot be read.',
  ],
  examples: [
    { about: 'The kustomization of the current folder', line: 'kustomize' },
    { about: 'That of another folder', line: 'kustomize overlays/production' },
  ],
  flags,
  async run({ context, args, options, given }) {
    if (args.length > 1) throw new CliError('specify one path to kustomization.yaml')
    const restrictor = RESTRICTORS.find((each) => each === options.loadRestrictor)
    if (restrictor === undefined)
      throw new CliError(
        `illegal flag value --load-restrictor ${options.loadRestrictor}; legal values: [${RESTRICTORS.join(' ')}]`,
      )
    const order = given('reorder') ? readOrder(options.reorder) : {}
    if (options.enableHelm) throw new CliError('--enable-helm is not supported: there is no helm to run')
    const { buildObjects } = await import('../kustomize/build-objects.ts')
    const objects = buildObjects(args[0] ?? '.', context, { restrictor, ...order })
    if (options.output === '') {
      const { toYamlDocuments } = await import('../../printers/yaml.ts')
      context.streams.stdout(toYamlDocuments(objects))
    } else (await import('../kustomize/write-files.ts')).writeObjects(objects, options.output, context.cwd)
  },
})

/** Reads --reorder, which kubectl has without telling of it. */
function readOrder(text: string): { order: 'fifo' | 'legacy' } {
  if (text !== 'legacy' && text !== 'none')
    throw new CliError(`illegal flag value --reorder ${text}; legal values: [legacy none]`)
  return { order: text === 'none' ? 'fifo' : 'legacy' }
}
