/** kubelite cluster-info: where the cluster is said to be. */
import type { Service } from '../../generated/types.ts'
import { type CommandContext, defineCommand } from '../command.ts'

export const clusterInfo = defineCommand({
  name: 'cluster-info',
  group: 'Cluster Management Commands',
  usage: '[flags]',
  short: 'Display cluster information',
  long: [
    'Display addresses of the control plane and services with label kubernetes.io/cluster-service=true.',
    'The address of the control plane is the one that the kubeconfig has: it is inside of this program, and nobody listens there. "kubelite cluster-info dump" shows the objects of the cluster.',
  ],
  examples: [{ about: 'The addresses', line: 'cluster-info' }],
  flags: {},
  subcommands: { dump: () => import('../cluster-info/dump.ts').then((module) => module.dump) },
  async run({ context }) {
    const cluster = await context.cluster()
    const namespace = context.namespaceGiven ? context.namespace : 'kube-system'
    const labelSelector = 'kubernetes.io/cluster-service=true'
    const { items } = await cluster.read((client) => client.list('Service', { namespace, labelSelector }))
    const paint = createPaint(context)
    const tell = (name: string, link: string) =>
      context.streams.stdout(`${paint(GREEN, name)} is running at ${paint(YELLOW, link)}\n`)
    tell('Kubernetes control plane', context.server)
    for (const service of items)
      tell(
        service.metadata.labels?.['kubernetes.io/name'] || (service.metadata.name ?? ''),
        linkOf(service, context.server),
      )
    context.streams.stdout(`\nTo further debug and diagnose cluster problems, use '${context.path} dump'.\n`)
  },
})

const GREEN = '32'
const YELLOW = '33'

function createPaint({ streams, env }: CommandContext): (color: string, text: string) => string {
  const isPlain = !streams.isTerminal('stdout') || env.TERM === 'dumb' || Boolean(env.NO_COLOR)
  return (color, text) => (isPlain ? text : `\u001b[0;${color}m${text}\u001b[0m`)
}

/** Where a load balancer leads to the service, or the way through the API server. Source: kubectl, cmd/clusterinfo. */
function linkOf({ metadata: { name: own = '', namespace }, spec, status }: Service, server: string): string {
  const [ingress] = status?.loadBalancer?.ingress ?? []
  const ports = spec?.ports ?? []
  if (ingress !== undefined)
    return ports.map(({ port }) => `http://${ingress.ip || ingress.hostname}:${port} `).join('')
  const [port] = ports
  const scheme = port?.name === 'https' || port?.port === 443 ? 'https' : ''
  const name = port === undefined ? own : joinSchemeNamePort(scheme, own, port.name ?? '')
  return `${server}/api/v1/namespaces/${namespace}/services/${name}/proxy`
}

function joinSchemeNamePort(scheme: string, name: string, port: string): string {
  if (scheme !== '') return `${scheme}:${name}:${port}`
  return port === '' ? name : `${name}:${port}`
}
