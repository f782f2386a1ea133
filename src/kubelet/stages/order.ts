/** When a container may come up: after the init containers before it, and while no other one is being brought up. */
import { type ContainerRun, isInitialized, ofRole, type PodRun } from '../run.ts'

/** Whether the kubelet starts the container now. Without an address the pod has no sandbox to start it in. */
export function mayStart(container: ContainerRun, run: PodRun): boolean {
  if (run.end !== undefined || run.restartsAll !== undefined || run.podIP === '') return false
  if (run.containers.some(({ step }) => step === 'pulling' || step === 'post-start')) return false
  if (container.role === 'ephemeral' || container.role === 'main') return isInitDone(run.containers, run)
  // Sidecars that fail later come back by themselves; the order holds for the first time only.
  if (isInitialized(run)) return container.role === 'sidecar'
  return isInitDone(run.containers.slice(0, run.containers.indexOf(container)), run)
}

function isInitDone(containers: readonly ContainerRun[], run: PodRun): boolean {
  if (isInitialized(run)) return true
  return containers.every(({ role, status, step }) => {
    if (role === 'init') return step === 'ended' && status.state?.terminated?.exitCode === 0
    return role !== 'sidecar' || (status.started === true && step === 'running')
  })
}

/** Whether a container may be told to stop with its pod: sidecars after all others, the last one first. */
export function mayStop(container: ContainerRun, run: PodRun): boolean {
  if (container.role !== 'sidecar') return true
  const later = run.containers.slice(run.containers.indexOf(container) + 1)
  const users = [...ofRole(run, 'main'), ...ofRole(run, 'init'), ...later]
  return users.every(({ step }) => step !== 'running' && step !== 'post-start' && step !== 'stopping')
}
