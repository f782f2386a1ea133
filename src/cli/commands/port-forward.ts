/** kubelite port-forward: answers HTTP on ports of this machine as a simulated pod does. */

import type { Unstructured } from '../../apimachinery/object.ts'
import { nameOf } from '../../apiserver/client.ts'
import { createRandom } from '../../base/random.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Pod } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { duration, strings } from '../flags/flag.ts'
import type { Forward, Forwarded } from '../network/forwarder.ts'
import { type ForwardedPort, readPorts } from '../network/ports.ts'
import { podArgument, resolvePods } from '../pods/resolve-pod.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { readObjects } from '../resources/read.ts'

const flags = {
  address: {
    ...strings('The addresses to listen on: IP addresses, or localhost for 127.0.0.1 and ::1.'),
    default: ['localhost'],
    shown: '[localhost]',
  },
  podRunningTimeout: duration('1m0s', 'Taken for compatibility: what runs is known at once.'),
}

export const portForward = defineCommand({
  name: 'port-forward',
  group: 'Troubleshooting and Debugging Commands',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  long: [
    'Forward one or more local ports to a pod.',
    'The pod is simulated: HTTP requests are answered with the way that they take, and with the status that the behaviour of the containers leads to. Other protocols are not spoken. A service or workload stands for one of its pods.',
    'Ends when the pod does, or when you interrupt.',
  ],
  examples: [
    {
      about: 'Ports 5000 and 6000 of a pod, on the same ports here',
      line: 'port-forward pod/mypod 5000 6000',
    },
    { about: 'A pod of a deployment', line: 'port-forward deployment/mydeployment 5000 6000' },
    { about: "The target of a service's port https", line: 'port-forward service/myservice 8443:https' },
    { about: 'Port 8888 here', line: 'port-forward pod/mypod 8888:5000' },
    { about: 'On all addresses', line: 'port-forward --address 0.0.0.0 pod/mypod 8888:5000' },
    { about: 'On a port that is free', line: 'port-forward pod/mypod :5000' },
  ],
  flags,
  async run(invocation) {
    const { context, args, options } = invocation
    const [target = '', ...ports] = args
    if (ports.length === 0)
      throw usageError(context.path, 'TYPE/NAME and list of ports are required for port-forward')
    const cluster = await context.cluster()
    const plan = await planTargets({ args: [podArgument(target)] }, context, cluster.registry)
    const { pod, forwarded } = await findPod(plan, ports, cluster)
    const { openForwarder } = await import('../network/forwarder.ts')
    const forwarder = await openForwarder(
      options.address,
      forwarded,
      forwardTo(pod, cluster),
      context.streams,
    )
    try {
      await untilOver(forwarder.lost, invocation)
    } finally {
      await forwarder.close()
    }
  },
})

async function findPod(
  plan: TargetPlan,
  ports: readonly string[],
  cluster: Cluster,
): Promise<{ pod: Pod; forwarded: ForwardedPort[] }> {
  return cluster.read(async (client) => {
    const [pod] = await resolvePods(plan, 'attach to', client, cluster.registry)
    const { targets } = await readObjects(plan, client)
    const phase = pod?.status?.phase
    if (pod === undefined || phase !== 'Running')
      throw new CliError(`unable to forward port because pod is not running. Current status=${phase}`)
    await client.authorize('create', 'Pod', nameOf(pod), 'portforward')
    return { pod, forwarded: readPorts(ports, pod, targets[0]?.object as Unstructured) }
  })
}

/** Requests come one after the other: each sees the cluster as it is by then. */
function forwardTo(pod: Pod, cluster: Cluster): Forward {
  let before: Promise<unknown> = Promise.resolve()
  return (port, path, host) => {
    const answer = before.then(() => forwardOne(pod, cluster, { port, path, host }))
    before = answer.catch(() => undefined)
    return answer
  }
}

/** A forwarded connection begins in the pod itself, at its loopback: no policy is in its way. */
async function forwardOne(
  { metadata }: Pod,
  cluster: Cluster,
  { port, path, host }: { port: number; path: string; host: string },
): Promise<Forwarded> {
  const [{ planRequest }, { createTraffic, send }, { createNetworkView }, { wayText }] = await Promise.all([
    import('../../network/plan.ts'),
    import('../../network/send.ts'),
    import('../../network/view.ts'),
    import('../../network/way-text.ts'),
  ])
  const outcome = await cluster.read(async (user) => {
    const name = { namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
    const client = await user.authorize('create', 'Pod', name, 'portforward')
    const sender = await client.find('Pod', name)
    if (sender?.metadata.uid !== metadata.uid || sender?.status?.phase !== 'Running') return undefined
    const request = { scheme: 'http' as const, host: 'localhost', port, path, hostHeader: host, sender }
    const rest = { clientAddress: '', resolved: new Map<string, string>(), insecure: true }
    const plan = await planRequest(createNetworkView(client), { ...request, ...rest })
    return send(plan, createTraffic(createRandom('')), cluster.clock.now())
  })
  if (outcome === undefined) return { lost: 'the pod is gone, or has ended' }
  if (outcome.exitCode !== 0)
    return { lost: `error forwarding port ${port} to pod ${metadata.uid}: ${outcome.why}` }
  const hops = [{ kind: 'node' as const, text: `port-forward to ${metadata.namespace}/${metadata.name}` }]
  return {
    status: outcome.status ?? 200,
    text: wayText({ ...outcome, hops: [...hops, ...outcome.hops] }),
  }
}

/** Until the pod is lost, or somebody interrupts. */
async function untilOver(lost: Promise<void>, { context }: Invocation<typeof flags>): Promise<void> {
  const interrupted = new Promise<'interrupted'>((resolve) => {
    context.waiting.onInterrupt(() => resolve('interrupted'))
  })
  const end = await Promise.race([lost, interrupted])
  if (end !== 'interrupted') throw new CliError('lost connection to pod')
}
