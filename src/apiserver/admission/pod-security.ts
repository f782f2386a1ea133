/** PodSecurity: pods must be as harmless as the labels of their namespace ask for. */

import { allContainers } from '../../api/kinds/core/pod/containers.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Pod } from '../../generated/types.ts'
import { POD_SECURITY } from '../pod-security/labels.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/security/podsecurity. */
export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  kinds: [
    'Namespace',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ReplicaSet',
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'Job',
    'CronJob',
  ],
  operations: ['CREATE', 'UPDATE'],
  subresources: ['ephemeralcontainers', 'resize'],
  async validate(request) {
    if (request.kind.name !== 'Namespace') await checkPods(request)
    else if (request.subresource === undefined && (isLabelled(request.object) || isLabelled(request.old)))
      await (await import('../pod-security/admit.ts')).admitNamespace(request)
  },
}

/** Most namespaces ask for nothing: what is below is loaded only for those that do. */
async function checkPods(request: AdmissionRequest): Promise<void> {
  const { kind, object, old, namespace, client } = request
  const isPod = kind.name === 'Pod'
  if (!isPod && request.subresource !== undefined) return
  if (isPod && old && !isSignificant(object as Pod, old as Pod)) return
  const found = await client.find('Namespace', { namespace: '', name: namespace })
  if (found === undefined || !isLabelled(found)) return
  const template = kind.definition.podTemplate?.(object)
  const { spec } = template ?? {}
  if (template === undefined || spec === undefined) return
  const { admitSubject } = await import('../pod-security/admit.ts')
  const { metadata } = template
  admitSubject(request, found, { ...(metadata && { metadata }), spec })
}

function isLabelled(object: KubeObject | undefined): boolean {
  return Object.keys(object?.metadata.labels ?? {}).some((label) => label.startsWith(POD_SECURITY))
}

/** Of what may change in a pod, only new containers and other images matter. */
function isSignificant({ spec }: Pod, { spec: old }: Pod): boolean {
  const images = new Map(allContainers(old).map(({ name, image }) => [name, image]))
  return allContainers(spec).some(({ name, image }) => !images.has(name) || images.get(name) !== image)
}
