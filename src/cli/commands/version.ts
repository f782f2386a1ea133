/** kubelite version: which Kubernetes is imitated, by which kubelite. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import { CLIENT, KUSTOMIZE, PROGRAM_VERSION, SERVER, type VersionInfo } from '../versions.ts'

const flags = {
  client: bool(false, 'Leave the version of the server out.'),
  output: string('', "How to print. One of 'yaml' or 'json'.", { short: 'o' }),
}

interface Versions {
  clientVersion: VersionInfo
  kustomizeVersion: string
  serverVersion?: VersionInfo
  kubeliteVersion: string
}

export const version = defineCommand({
  name: 'version',
  group: 'Other Commands',
  usage: '[flags]',
  short: 'Print the client and server version information',
  long: [
    'Print the client and server version information.',
    'The client is the kubectl that is imitated, the server the Kubernetes; the last line tells the version of kubelite itself.',
  ],
  examples: [{ about: 'Both versions', line: 'version' }],
  needsNoContext: true,
  flags,
  async run({ context, args, options }) {
    if (args.length > 0) throw new CliError(`extra arguments: [${args.join(' ')}]`)
    if (!['', 'yaml', 'json'].includes(options.output))
      throw new CliError("--output must be 'yaml' or 'json'")
    const versions: Versions = {
      clientVersion: CLIENT,
      kustomizeVersion: KUSTOMIZE,
      ...(!options.client && { serverVersion: SERVER }),
      kubeliteVersion: PROGRAM_VERSION,
    }
    context.streams.stdout(await render(versions, options.output))
  },
})

async function render(versions: Versions, format: string): Promise<string> {
  if (format === 'json') return `${JSON.stringify(versions, undefined, 2)}\n`
  if (format === 'yaml') return `${(await import('../../printers/yaml.ts')).toYaml(versions)}\n`
  const { clientVersion, kustomizeVersion, serverVersion, kubeliteVersion } = versions
  const lines = [
    `Client Version: ${clientVersion.gitVersion}`,
    `Kustomize Version: ${kustomizeVersion}`,
    ...(serverVersion === undefined ? [] : [`Server Version: ${serverVersion.gitVersion}`]),
    `Kubelite Version: ${kubeliteVersion}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}
