/** The flags of printing, dry runs and files, which many commands share. */
import { CliError } from '../errors.ts'
import { bool, string, strings } from '../flags/flag.ts'

/** -o and what belongs to it. `formats` lists what the command can print. */
export function printFlags(formats: readonly string[]) {
  return {
    allowMissingTemplateKeys: bool(
      true,
      'Print nothing, instead of failing, for fields that a template names and the object does not have.',
    ),
    output: string('', `How to print. One of: (${formats.join(', ')}).`, { short: 'o' }),
    showManagedFields: bool(false, 'Keep metadata.managedFields when printing as JSON or YAML.'),
    template: string(
      '',
      'Template text, or the path of a template file, for -o go-template and -o go-template-file.',
    ),
  }
}

/** -f, -k and -R. */
export function fileFlags(purpose: string) {
  return {
    filename: strings(`File, folder or - for standard input ${purpose}.`, { short: 'f' }),
    kustomize: string('', 'Folder with a kustomization. Cannot be used together with -f or -R.', {
      short: 'k',
    }),
    recursive: bool(false, 'Look into the folders of -f at every depth.', { short: 'R' }),
  }
}

/** -l. */
export const selectorFlag = {
  selector: string(
    '',
    "Take only objects with these labels: '=', '==', '!=', 'in' and 'notin', joined by commas (-l a=b,c!=d,'e in (f,g)').",
    { short: 'l' },
  ),
}

/** --field-selector. */
export const fieldSelectorFlag = {
  fieldSelector: string(
    '',
    "Take only objects with these fields: '=', '==' and '!=' (--field-selector a=b,c!=d). Each kind knows a few fields.",
  ),
}

/** --field-manager. */
export function fieldManagerFlag(name: string) {
  return { fieldManager: string(name, 'Name under which changes to fields are tracked.') }
}

/** --dry-run. */
export const dryRunFlag = {
  dryRun: string(
    'none',
    'Must be "none", "server" or "client". "client" shows what would be sent; "server" sends it and has nothing stored.',
    { alone: 'unchanged' },
  ),
}

/** Whether, and where, a command only pretends. */
export type DryRun = 'none' | 'client' | 'server'

/** Reads --dry-run. `warn` gets the hint for the flag without a value. */
export function readDryRun(text: string, warn: (text: string) => void): DryRun {
  if (text === 'none' || text === 'client' || text === 'server') return text
  if (text !== 'unchanged')
    throw new CliError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`)
  warn('warning: --dry-run is deprecated and can be replaced with --dry-run=client.\n')
  return 'client'
}

/** What a line about an object ends with in a dry run: ` (dry run)`. */
export function dryRunSuffix(dryRun: DryRun): string {
  return { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun]
}

/** --local sends nothing that a server could try. */
export function refuseLocalTrial({ local, dryRun }: { local: boolean; dryRun: string }): void {
  if (local && dryRun === 'server')
    throw new CliError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
}
