/** kubelite recover: mends nodes and pods that were broken by fail. */
import { isKubeletStopped, KUBELET_ANNOTATION } from '../../api/behaviour/node.ts'
import { isNodeReady } from '../../api/kinds/core/node/conditions.ts'
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Node, Pod } from '../../generated/types.ts'
import { defineCommand } from '../command.ts'
import { recoverAnnotations } from '../failure/pod-failure.ts'
import { isNode, readSubjects, type Subject } from '../failure/targets.ts'
import { bool } from '../flags/flag.ts'
import { selectorFlag } from '../output/flags.ts'
import { planTargets } from '../resources/plan.ts'

const flags = { ...selectorFlag, all: bool(false, 'Recover all objects of the type, in the namespace.') }

export const recover = defineCommand({
  name: 'recover',
  group: 'Simulation Commands',
  usage: '(node | pod) (NAME | -l label | --all)',
  short: 'Mend a node or a pod that was broken by fail',
  long: [
    'Mend a node or a pod that was broken by fail.',
    'The kubelet of a node reports again: the node is Ready, its taints go, what ran on it is ready again, and pods that were deleted meanwhile end. A pod that fails with the reason Unready may become ready again.',
  ],
  examples: [
    { about: 'A machine comes back', line: 'recover node worker-1' },
    { about: 'All of them', line: 'recover node --all' },
    { about: 'A pod may become ready again', line: 'recover pod web-0' },
  ],
  flags,
  async run({ context, args, options }) {
    const cluster = await context.cluster()
    const plan = await planTargets({ ...options, args }, context, cluster.registry)
    const subjects = await cluster.write(async (client) => {
      const found = await readSubjects(plan, client, 'recover')
      const mended: (readonly [Subject, boolean])[] = []
      for (const subject of found) mended.push([subject, await mend(subject, client)])
      return mended
    })
    const lines = await cluster.read((client) =>
      Promise.all(subjects.map(([subject, isMended]) => tell(subject, isMended, client))),
    )
    context.streams.stdout(lines.map((line) => `${line}\n`).join(''))
  },
})

/** Mends the object; false if nothing was broken. */
function mend(subject: Subject, client: Client): Promise<boolean> {
  return isNode(subject) ? mendNode(subject, client) : mendPod(subject, client)
}

async function mendNode(node: Node, client: Client): Promise<boolean> {
  if (isKubeletStopped(node)) {
    const patch = { metadata: { annotations: { [KUBELET_ANNOTATION]: null } } }
    await client.patch('Node', nameOf(node), 'merge', patch)
    return true
  }
  if (isNodeReady(node)) return false
  // Somebody said so of a node whose kubelet lives: without the condition, the kubelet reports anew.
  const conditions = node.status?.conditions?.filter(({ type }) => type !== 'Ready') ?? []
  const status = { ...node.status, conditions }
  await client.update('Node', { ...node, status }, { subresource: 'status' })
  return true
}

async function mendPod(pod: Pod, client: Client): Promise<boolean> {
  const annotations = recoverAnnotations(pod)
  if (Object.keys(annotations).length === 0) return false
  await client.patch('Pod', nameOf(pod), 'merge', { metadata: { annotations } })
  return true
}

/** The line about an object, once all has settled. */
async function tell(subject: Subject, isMended: boolean, client: Client): Promise<string> {
  const { name } = subject.metadata
  const line = `${isNode(subject) ? 'node' : 'pod'}/${name}`
  if (!isMended) return `${line} has not failed`
  if (isNode(subject)) {
    const node = await client.get('Node', nameOf(subject))
    const pods = await client.lookup('Pod', 'node', name!)
    const ready = `${pods.filter(isPodReady).length} of ${pods.length} pods on it ready`
    const state = isNodeReady(node) ? 'Ready' : 'NotReady'
    return `${line} recovered: ${state}, ${pods.length === 0 ? 'no pods on it' : ready}`
  }
  const pod = await client.find('Pod', nameOf(subject))
  return `${line} recovered: ${pod !== undefined && isPodReady(pod) ? 'ready' : 'not ready yet'}`
}
