/** What the API server refuses, in its own words: transcripts 13 and 14, with the texts of newer servers. */
import { describe, expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { customResourceDefinition } from '../../../src/api/kinds/apiextensions/custom-resource-definition.ts'
import { horizontalPodAutoscaler } from '../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts'
import { configMap } from '../../../src/api/kinds/core/config-map.ts'
import { endpoints } from '../../../src/api/kinds/core/endpoints.ts'
import { event } from '../../../src/api/kinds/core/event/event.ts'
import { limitRange } from '../../../src/api/kinds/core/limit-range.ts'
import { node } from '../../../src/api/kinds/core/node/node.ts'
import { persistentVolume } from '../../../src/api/kinds/core/persistent-volume/persistent-volume.ts'
import { persistentVolumeClaim } from '../../../src/api/kinds/core/persistent-volume-claim/persistent-volume-claim.ts'
import { resourceQuota } from '../../../src/api/kinds/core/resource-quota.ts'
import { secret } from '../../../src/api/kinds/core/secret.ts'
import { endpointSlice } from '../../../src/api/kinds/discovery/endpoint-slice.ts'
import { ingress } from '../../../src/api/kinds/networking/ingress/ingress.ts'
import { networkPolicy } from '../../../src/api/kinds/networking/network-policy/network-policy.ts'
import { podDisruptionBudget } from '../../../src/api/kinds/policy/pod-disruption-budget.ts'
import { role } from '../../../src/api/kinds/rbac/role.ts'
import { roleBinding } from '../../../src/api/kinds/rbac/role-binding.ts'
import { priorityClass } from '../../../src/api/kinds/scheduling/priority-class.ts'
import { storageClass } from '../../../src/api/kinds/storage/storage-class.ts'
import { created, creationErrors, updated } from './harness.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

describe('the API server refuses', () => {
  const rows: Record<string, [kind: Kind, yaml: string, ...errors: string[]]> = {
    'a config key with a space': [
      configMap,
      'data: {"bad key": x}',
      `data[bad key]: Invalid value: "bad key": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
    'a key that is text and binary': [
      configMap,
      'data: {a: x}\nbinaryData: {a: eA==}',
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ],
    'more than a MiB of text': [
      configMap,
      `data: {a: ${'x'.repeat(1024 * 1024 + 1)}}`,
      '[]: Too long: may not be more than 1048576 bytes',
    ],
    'a TLS secret without keys': [
      secret,
      'type: kubernetes.io/tls',
      'data[tls.crt]: Required value',
      'data[tls.key]: Required value',
    ],
    'a registry secret without its file': [
      secret,
      'type: kubernetes.io/dockerconfigjson',
      'data[.dockerconfigjson]: Required value',
    ],
    'a registry secret that is no JSON': [
      secret,
      'type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: ""}',
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": unexpected end of JSON input',
    ],
    'a token of no service account': [
      secret,
      'type: kubernetes.io/service-account-token',
      'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ],
    'a taint of unknown effect, and one twice': [
      node,
      'spec: {taints: [{key: a, effect: Bogus}, {key: b, effect: NoSchedule}, {key: b, effect: NoSchedule, value: x}]}',
      'spec.taints[0].effect: Unsupported value: "Bogus": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      'spec.taints[2]: Duplicate value: {"effect":"NoSchedule","key":"b","value":"x"}: taints must be unique by key and effect pair',
    ],
    'a pod CIDR that is none': [
      node,
      'spec: {podCIDR: 10.244.0.0}',
      'spec.podCIDRs[0]: Invalid value: "10.244.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    'an event in a foreign namespace': [
      event,
      'involvedObject: {kind: Pod, namespace: other}',
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ],
    'endpoints without addresses': [
      endpoints,
      'subsets: [{ports: [{port: 80}]}]',
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
    ],
    'a link-local endpoint': [
      endpoints,
      'subsets: [{addresses: [{ip: 169.254.1.1}]}]',
      'subsets[0].addresses[0].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    ],
    'a slice without type and addresses': [
      endpointSlice,
      'endpoints: [{addresses: []}]',
      'addressType: Required value',
      'endpoints[0].addresses: Required value: must contain at least 1 address',
    ],
    'a claim of nothing': [
      persistentVolumeClaim,
      'spec: {}',
      'spec.accessModes: Required value: at least 1 access mode is required',
      'spec.resources[storage]: Required value',
    ],
    'a claim of zero bytes, with clashing modes': [
      persistentVolumeClaim,
      'spec: {accessModes: [ReadWriteOncePod, ReadWriteMany], resources: {requests: {storage: "0"}}}',
      'spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'spec.resources[storage]: Invalid value: "0": must be greater than zero',
    ],
    'a volume without capacity and source': [
      persistentVolume,
      'spec: {accessModes: [ReadWriteOnce]}',
      'spec.capacity: Required value',
      'spec.capacity: Unsupported value: null: supported values: "storage"',
      'spec: Required value: must specify a volume type',
    ],
    'a volume with two sources': [
      persistentVolume,
      'spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /x}, nfs: {server: s, path: /}}',
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ],
    'a local volume that may be anywhere': [
      persistentVolume,
      'spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, local: {path: /x}}',
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ],
    'a class without a provisioner': [storageClass, '{}', 'provisioner: Required value'],
    'an ingress of bad host and without path type': [
      ingress,
      'spec: {rules: [{host: "*.*.com", http: {paths: [{path: x, backend: {service: {name: web}}}]}}]}',
      `spec.rules[0].host: Invalid value: "*.*.com": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
    ],
    'an ingress of bad path and backend': [
      ingress,
      'spec: {rules: [{http: {paths: [{path: a//b, pathType: Prefix, backend: {service: {name: web}}}]}}]}',
      'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must be an absolute path',
      'spec.rules[0].http.paths[0].path: Invalid value: "a//b": must not contain \'//\'',
      'spec.rules[0].http.paths[0].backend: Required value: port name or number is required',
    ],
    'an empty ingress': [
      ingress,
      'spec: {}',
      'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    ],
    'an autoscaler whose maximum is below its minimum': [
      horizontalPodAutoscaler,
      'spec: {minReplicas: 5, maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: web}}',
      'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
    ],
    'a role about nothing': [
      role,
      'rules: [{resources: [pods]}]',
      'rules[0].verbs: Required value: verbs must contain at least one value',
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    ],
    'a binding to no kind of role': [
      roleBinding,
      'roleRef: {kind: Pod, name: x}\nsubjects: [{kind: Robot, name: x}]',
      'roleRef.kind: Unsupported value: "Pod": supported values: "Role", "ClusterRole"',
      'subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
    ],
    'a budget that says it twice': [
      podDisruptionBudget,
      'spec: {minAvailable: 1, maxUnavailable: 1, selector: {}}',
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1,"selector":{}}: minAvailable and maxUnavailable cannot be both set',
    ],
    'a quota of unknown and negative resources': [
      resourceQuota,
      'spec: {hard: {bogus: "1", pods: "-1"}}',
      'spec.hard[bogus]: Invalid value: "bogus": must be a standard resource type or fully qualified',
      'spec.hard[bogus]: Invalid value: "bogus": must be a standard resource for quota',
      'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
    ],
    'limits in the wrong order': [
      limitRange,
      'spec: {limits: [{type: Container, min: {cpu: "2"}, max: {cpu: "1"}, default: {cpu: "1"}, defaultRequest: {cpu: "1"}}]}',
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
      'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
      'spec.limits[0].default[cpu]: Invalid value: "1": min value 2 is greater than default value 1',
    ],
    'a policy for no block': [
      networkPolicy,
      'spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: "1.2.3"}}]}]}',
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "1.2.3": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    'an exception as large as its block': [
      networkPolicy,
      'spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8, 10.1.0.0/16]}}]}]}',
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
    ],
    'a definition by the wrong name, without a schema': [
      customResourceDefinition,
      'metadata: {name: wrong.example.com}\nspec: {group: example.com, scope: Namespaced, names: {plural: foos, kind: Foo}, versions: [{name: v1, served: true, storage: true}]}',
      'metadata.name: Invalid value: "wrong.example.com": must be spec.names.plural+"."+spec.group',
      'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    ],
    'a definition whose schema is not structural': [
      customResourceDefinition,
      'metadata: {name: foos.example.com}\nspec: {group: example.com, scope: Cluster, names: {plural: foos, kind: Foo}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {}}}}}]}',
      'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
    ],
  }

  it.each(Object.entries(rows))('%s', async (_, [kind, yaml, ...errors]) => {
    await (kind as KindDefinition).loadForWrites?.()
    expect(creationErrors(kind as KindDefinition, yaml)).toEqual(errors)
  })
})

describe('the API server refuses to change', () => {
  const claim =
    'spec: {accessModes: [ReadWriteMany], storageClassName: manual, resources: {requests: {storage: 2Gi}}}'
  const rows: Record<
    string,
    [kind: Kind, yaml: string, change: (object: never) => void, ...errors: string[]]
  > = {
    'the data of an immutable ConfigMap': [
      configMap,
      'immutable: true\ndata: {a: b}',
      (object: { data: object }) => Object.assign(object, { data: { a: 'c' } }),
      'data: Forbidden: field is immutable when `immutable` is set',
    ],
    'an immutable ConfigMap back': [
      configMap,
      'immutable: true\ndata: {a: b}',
      (object: object) => Object.assign(object, { immutable: false }),
      'immutable: Forbidden: field is immutable when `immutable` is set',
    ],
    'the type of a secret': [
      secret,
      '{}',
      (object: object) => Object.assign(object, { type: 'example.com/other' }),
      'type: Invalid value: "example.com/other": field is immutable',
    ],
    'what a class is made of': [
      storageClass,
      'provisioner: example.com/fast\nparameters: {type: ssd}\nvolumeBindingMode: WaitForFirstConsumer',
      (object: object) =>
        Object.assign(object, {
          provisioner: 'example.com/other',
          parameters: undefined,
          volumeBindingMode: 'Immediate',
        }),
      'parameters: Forbidden: updates to parameters are forbidden.',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'volumeBindingMode: Invalid value: "Immediate": field is immutable',
    ],
    'the access modes of a claim': [
      persistentVolumeClaim,
      claim,
      (object: { spec: object }) => Object.assign(object.spec, { accessModes: ['ReadWriteOnce'] }),
      `spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims
@@ -1,6 +1,6 @@
 {
  "AccessModes": [
-  "ReadWriteMany"
+  "ReadWriteOnce"
  ],
  "Selector": null,
  "Resources": {
`,
    ],
    'the role of a binding': [
      roleBinding,
      'roleRef: {kind: Role, name: x}',
      (object: { roleRef: object }) => Object.assign(object.roleRef, { name: 'other' }),
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef',
    ],
    'the value of a priority': [
      priorityClass,
      'value: 7',
      (object: object) => Object.assign(object, { value: 5 }),
      'Value: Forbidden: may not be changed in an update.',
    ],
    'the pod CIDR of a node': [
      node,
      'spec: {podCIDR: 10.244.0.0/24}',
      (object: { spec: object }) =>
        Object.assign(object.spec, { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] }),
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ],
    'the type of a slice': [
      endpointSlice,
      'addressType: IPv4',
      (object: object) => Object.assign(object, { addressType: 'IPv6' }),
      'addressType: Invalid value: "IPv6": field is immutable',
    ],
  }

  it.each(Object.entries(rows))('%s', (_, [kind, yaml, change, ...errors]) => {
    const definition = kind as KindDefinition
    const { errors: found } = updated(
      definition,
      created(definition, yaml),
      change as (object: object) => void,
    )
    expect(found).toEqual(errors)
  })

  it('a bound claim to less than it has, but lets it grow', () => {
    const definition = persistentVolumeClaim
    const bound = structuredClone(created(definition, claim))
    bound.status = { phase: 'Bound', capacity: { storage: '2Gi' } }
    const ask = (storage: string) =>
      updated(definition, bound, ({ spec }) => Object.assign(spec!, { resources: { requests: { storage } } }))
        .errors
    expect(ask('4Gi')).toEqual([])
    expect(ask('1Gi')).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ])
  })
})
