/** The floor of making pods: serialise three versions of each and write them to LMDB, a thousand at a time. */
import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'

const BATCH = 1000
const VERSIONS = 3

/**
 * Seconds that the floor takes. The pods are copies of one from the store, so both sides write alike objects.
 * @param {string} path a folder for the raw store
 * @param {{ metadata: object, spec: object, status: object }} pod
 * @param {number} pods
 */
export async function measureFloor(path, pod, pods) {
  const { open } = createRequire(import.meta.url)('lmdb')
  const raw = open({ path, noSubdir: false, sharedStructuresKey: Symbol.for('structures') })
  const from = performance.now()
  for (let first = 0; first < pods; first += BATCH)
    for (let version = 0; version < VERSIONS; version++)
      raw.transactionSync(() => {
        for (let index = first; index < Math.min(first + BATCH, pods); index++)
          raw.put(`/registry/pods/team-${index % 150}/web-${index}`, copyOf(pod, index, version))
      })
  const seconds = (performance.now() - from) / 1000
  await raw.close()
  return seconds
}

/** New, bound, running. */
function copyOf(pod, index, version) {
  const { nodeName: _, ...unbound } = pod.spec
  return {
    ...pod,
    metadata: { ...pod.metadata, name: `web-${index}` },
    spec: version === 0 ? unbound : { ...unbound, nodeName: `worker-${index % 5000}` },
    status: version === 2 ? pod.status : { phase: 'Pending', qosClass: 'Burstable' },
  }
}
