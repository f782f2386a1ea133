/** Which kinds of objects --prune looks at. Source: kubectl, pkg/util/prune/prune.go. */
import type { Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { texts } from '../flags/flag.ts'

/** --prune-allowlist. */
export const pruneAllowlistFlag = {
  pruneAllowlist: texts(
    'Kinds that --prune looks at instead of the usual ones, each as <group/version/kind>.',
  ),
}

/** The kinds that are looked at where the user names none. */
const DEFAULTS: readonly string[] = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/PersistentVolumeClaim',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
  'core/v1/Namespace',
  'core/v1/PersistentVolume',
]

/** The kinds of the allowlist, or the usual ones; those in namespaces come first. Throws for one that does not exist. */
export async function prunableKinds(
  allowlist: readonly string[],
  registry: Registry,
): Promise<ResourceInfo[]> {
  const resources: ResourceInfo[] = []
  for (const entry of allowlist.length > 0 ? allowlist : DEFAULTS)
    resources.push(await findKind(entry, registry))
  return [
    ...resources.filter(({ namespaced }) => namespaced),
    ...resources.filter(({ namespaced }) => !namespaced),
  ]
}

async function findKind(entry: string, registry: Registry): Promise<ResourceInfo> {
  const parts = entry.split('/')
  const [first = '', version = '', kind = ''] = parts
  if (parts.length !== 3)
    throw new CliError(`invalid GroupVersionKind format: ${entry}, please follow <group/version/kind>`)
  const group = first === 'core' ? '' : first
  const resource = await registry.findKind({ group, version, kind })
  if (resource !== undefined) return resource
  throw new CliError(
    `no matches for kind ${quote(kind)} in version ${quote(formatApiVersion(group, version))}`,
  )
}

/** What kubectl warns of wherever it takes the usual kinds: the command always works in some namespace. */
export function defaultKindsWarning(program: string): string {
  return `Warning: Deprecated: ${program} apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n`
}
