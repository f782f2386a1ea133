/** Containers that have just been created: if their command is a script, what it does is found out. */
import { beginLog } from '../container/logs.ts'
import { isScripted, runScript } from '../container/script.ts'
import { viewContainer } from '../container/view.ts'
import type { Node, Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { nodeAddress } from './pod-address.ts'
import type { ContainerRun, PodRun } from './run.ts'

/** Whether there were any; their lives are to be told anew then. */
export async function runScripts(run: PodRun, node: Node, context: ReconcileContext): Promise<boolean> {
  const fresh = run.containers.filter(({ isFresh }) => isFresh)
  for (const container of fresh) {
    delete container.isFresh
    delete container.life
    await follow(container, run, node, context)
  }
  return fresh.length > 0
}

/** Whether the container does what its command says: what annotations say of its end goes before that. */
export function followsScript({ spec, behaviour }: Pick<ContainerRun, 'spec' | 'behaviour'>): boolean {
  return isScripted(spec) && !OWN_END.some((name) => name in behaviour)
}

const OWN_END = ['exit-after', 'exit-code', 'oom-after']

async function follow(
  container: ContainerRun,
  run: PodRun,
  node: Node,
  { client, state }: ReconcileContext,
): Promise<void> {
  const { spec, status, since } = container
  const pod = asSeen(run, node)
  const view = await viewContainer(pod, spec, { client, books: state, now: since })
  const outcome = await runScript(view, state, since)
  if (outcome === undefined) return
  const { lines, end } = outcome
  const { containerID = '' } = status
  if (lines.length > 0)
    await beginLog(pod.metadata, spec.name, { containerID, startedAt: since, lines }, state)
  container.script = end ? { end } : {}
}

/** The pod with what its status will say. */
function asSeen({ pod, podIP, containers }: PodRun, node: Node): Pod {
  const hostIP = nodeAddress(node)
  const status = {
    ...pod.status,
    podIP,
    podIPs: [{ ip: podIP }],
    ...(hostIP && { hostIP, hostIPs: [{ ip: hostIP }] }),
    containerStatuses: containers.map((each) => each.status),
  }
  return { ...pod, status }
}
