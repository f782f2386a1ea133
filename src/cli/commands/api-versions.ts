/** kubelite api-versions: the API groups with their versions. */
import { formatApiVersion } from '../../apimachinery/object.ts'
import { defineCommand } from '../command.ts'
import { usageError } from '../errors.ts'

export const apiVersions = defineCommand({
  name: 'api-versions',
  group: 'Other Commands',
  usage: '',
  short: 'Print the supported API versions on the server, in the form of "group/version"',
  long: ['Print the supported API versions on the server, in the form of "group/version".'],
  examples: [{ about: 'All of them', line: 'api-versions' }],
  flags: {},
  async run({ context, args }) {
    if (args.length > 0) throw usageError(context.path, `unexpected arguments: [${args.join(' ')}]`)
    const { registry } = await context.cluster()
    const resources = await registry.resources()
    const versions = resources.flatMap(({ group, versions }) =>
      versions.map((version) => formatApiVersion(group, version)),
    )
    const lines = [...new Set(versions)].sort().map((version) => `${version}\n`)
    context.streams.stdout(lines.join(''))
  },
})
