/** kubelite nslookup: what the cluster's DNS answers. */
import { type Found, lookupText } from '../../network/lookup-text.ts'
import type { QueryType } from '../../network/records.ts'
import { resolve, resolverOf, whyNoServer } from '../../network/resolver.ts'
import { createNetworkView } from '../../network/view.ts'
import { defineCommand } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { findSender } from '../network/sender.ts'

const TYPES: readonly QueryType[] = ['A', 'AAAA', 'SRV', 'PTR', 'CNAME']

const flags = {
  from: string('', "The pod that asks, such as 'pod/web-0'. Without one, any pod of the namespace."),
  output: string('', "How to print. One of 'yaml' or 'json'.", { short: 'o' }),
  type: string('', 'What to ask for: A, AAAA, SRV, PTR or CNAME. A for a name, PTR for an address.'),
}

export const nslookup = defineCommand({
  name: 'nslookup',
  group: 'Troubleshooting and Debugging Commands',
  usage: 'NAME [--from pod/NAME]',
  short: "Ask the cluster's DNS for a name",
  long: [
    "Ask the cluster's DNS for a name, as nslookup in a pod would.",
    'Services, headless services and their pods, external names, pods by their address, ports of services (SRV) and addresses (PTR) have records. Search domains are those of the pod that asks. Beyond the cluster only the hosts of ingresses and the names of nodes are known.',
  ],
  examples: [
    { about: 'A service of the namespace', line: 'nslookup web' },
    { about: 'A service of another namespace', line: 'nslookup web.shop' },
    { about: 'As one pod sees it', line: 'nslookup web --from pod/client' },
    { about: 'A pod of a StatefulSet', line: 'nslookup db-0.db' },
    { about: 'The ports of a service', line: 'nslookup _http._tcp.web --type=SRV' },
  ],
  flags,
  async run({ context, args, options }) {
    const [name, ...more] = args
    if (name === undefined || name === '' || more.length > 0)
      throw usageError(context.path, `expected one name, got ${args.length} arguments`)
    if (!['', 'yaml', 'json'].includes(options.output))
      throw new CliError("--output must be 'yaml' or 'json'")
    const type = options.type.toUpperCase() as QueryType | ''
    if (type !== '' && !TYPES.includes(type)) throw new CliError(`--type must be one of ${TYPES.join(', ')}`)
    const cluster = await context.cluster()
    const found = await cluster.read(async (client) => {
      const pod = await findSender(client, options.from, context.namespace)
      const resolver = resolverOf(pod?.metadata.namespace ?? context.namespace, pod)
      const view = createNetworkView(client)
      const unreachable = pod && (await whyNoServer(view, pod, resolver))
      if (unreachable !== undefined)
        throw new CliError(`;; connection timed out; no servers could be reached\n;; ${unreachable}`, {
          bare: true,
        })
      const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name)
      const query = type || (isAddress ? 'PTR' : 'A')
      return { resolver, ...(await resolve(view, name, query, resolver)) }
    })
    context.streams.stdout(await rendered(name, found, options.output))
    if (found.status === 'NXDOMAIN' || found.records.length === 0) throw new CliError('', { bare: true })
  },
})

async function rendered(asked: string, found: Found, format: string): Promise<string> {
  const { resolver, ...told } = found
  const document = { server: resolver.server, ...told }
  if (format === 'json') return (await import('../../printers/json.ts')).toJson(document)
  if (format === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(document)
  return lookupText(asked, found)
}
