/** The fields in which `$(NAME)` of a variable (`vars`) is replaced. */
import { type FieldSpec, fieldSpec } from './field-spec.ts'

const IN_CONTAINERS = ['containers', 'initContainers'].flatMap((list) =>
  ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map((path) => `${list}/${path}`),
)
const TEMPLATED = ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'StatefulSet']

/** The fields that are known without any configuration. */
export function defaultVarReferences(): FieldSpec[] {
  return [
    ...IN_CONTAINERS.map((path) =>
      fieldSpec(`spec/jobTemplate/spec/template/spec/${path}`, { kind: 'CronJob' }),
    ),
    fieldSpec('spec/jobTemplate/spec/template/volumes/nfs/server', { kind: 'CronJob' }),
    ...TEMPLATED.flatMap((kind) =>
      IN_CONTAINERS.map((path) => fieldSpec(`spec/template/spec/${path}`, { kind })),
    ),
    ...TEMPLATED.filter((kind) => kind !== 'StatefulSet').map((kind) =>
      fieldSpec('spec/template/spec/volumes/nfs/server', { kind }),
    ),
    ...IN_CONTAINERS.map((path) => fieldSpec(`spec/${path}`, { kind: 'Pod' })),
    fieldSpec('spec/volumes/nfs/server', { kind: 'Pod' }),
    fieldSpec('spec/template/metadata/annotations', { kind: 'Deployment' }),
    ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].map((path) =>
      fieldSpec(path, { kind: 'Ingress' }),
    ),
    ...['spec/ports/port', 'spec/ports/targetPort'].map((path) => fieldSpec(path, { kind: 'Service' })),
    fieldSpec('spec/volumeClaimTemplates/spec/nfs/server', { kind: 'StatefulSet' }),
    fieldSpec('spec/nfs/server', { kind: 'PersistentVolume' }),
    fieldSpec('metadata/labels'),
    fieldSpec('metadata/annotations'),
  ]
}
