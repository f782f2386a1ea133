/** Makes a store of many nodes and pods by the real path: `init`, then `apply` of Deployments until all pods run. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deployment, jsonFile, nodes } from './manifests.js'
import { run, runWithUsage } from './processes.js'

const REPLICAS = 100
const DEPLOYMENTS_PER_NAMESPACE = 10

/**
 * Makes the store in `folder` and tells what that took. Throws unless all pods run.
 * @param {string} folder
 * @param {{ nodes: number, pods: number }} size pods are rounded up to hundreds
 */
export async function makeStore(folder, size) {
  const home = join(folder, `store-${size.pods}`)
  const file = (/** @type {string} */ name, /** @type {object[]} */ items) => {
    const path = join(folder, `${size.pods}-${name}.json`)
    writeFileSync(path, jsonFile(items))
    return path
  }
  const init = await runWithUsage({ kubelite: ['init', '-f', file('nodes', nodes(size.nodes))], home })
  const apply = await runWithUsage({
    kubelite: ['apply', '-f', file('deployments', deployments(size.pods))],
    home,
  })
  return { home, init, apply, pods: countRunning(home) }
}

/** @param {number} pods */
function deployments(pods) {
  const count = Math.ceil(pods / REPLICAS)
  const namespaceOf = (/** @type {number} */ index) => `team-${Math.floor(index / DEPLOYMENTS_PER_NAMESPACE)}`
  const namespaces = new Set(Array.from({ length: count }, (_, index) => namespaceOf(index)))
  return [
    ...[...namespaces].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...Array.from({ length: count }, (_, index) => deployment(`web-${index}`, REPLICAS, namespaceOf(index))),
  ]
}

/** Every Deployment must say that all its replicas are available. @param {string} home */
function countRunning(home) {
  const columns = 'custom-columns=:.spec.replicas,:.status.availableReplicas'
  const { stdout } = run({ kubelite: ['get', 'deployments', '-A', '--no-headers', '-o', columns], home })
  let pods = 0
  for (const line of stdout.trim().split('\n')) {
    const [wanted, available] = line.trim().split(/\s+/)
    if (wanted !== available) throw new Error(`a Deployment has ${available} of ${wanted} pods`)
    pods += Number(available)
  }
  return pods
}
