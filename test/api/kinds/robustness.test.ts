/** Objects with any of their fields missing: hooks must take them, for decoding asks for no field. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kindModules } from '../../../src/api/kinds/index.ts'
import { deepCopy, deepFreeze } from '../../../src/base/json.ts'
import { described, manifest, NOW } from './harness.ts'

const MANIFESTS: Record<string, string> = {
  Service:
    'spec: {type: LoadBalancer, clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack, externalIPs: [1.2.3.4], selector: {a: b}, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 5}}, ports: [{name: a, port: 80, targetPort: http, nodePort: 30000, protocol: TCP, appProtocol: http}]}\nstatus: {loadBalancer: {ingress: [{ip: 1.2.3.4, ipMode: VIP}]}}',
  Node: 'spec: {taints: [{key: a, value: b, effect: NoSchedule}], podCIDR: 10.0.0.0/24, podCIDRs: [10.0.0.0/24]}\nstatus: {addresses: [{type: InternalIP, address: 10.0.0.1}], capacity: {cpu: "1"}, conditions: [{type: Ready, status: "True"}], nodeInfo: {kubeletVersion: v1}}',
  Namespace:
    'spec: {finalizers: [kubernetes]}\nstatus: {phase: Active, conditions: [{type: A, status: "True"}]}',
  Endpoints:
    'subsets: [{addresses: [{ip: 10.0.0.1, hostname: h, nodeName: n}], notReadyAddresses: [{ip: 10.0.0.2}], ports: [{name: a, port: 80, protocol: TCP}]}]',
  EndpointSlice:
    'addressType: IPv4\nports: [{name: a, port: 80, protocol: TCP}]\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, hostname: h, targetRef: {kind: Pod, name: p}}]',
  Secret: 'type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: "{}"}\ndata: {a: YQ==}',
  ConfigMap: 'data: {a: b}\nbinaryData: {c: YQ==}\nimmutable: true',
  Event:
    'involvedObject: {kind: Pod, name: p, namespace: shop, uid: u}\nseries: {count: 2, lastObservedTime: "2026-11-22T02:59:00.000000Z"}\neventTime: "2026-11-22T02:59:00.000000Z"\nsource: {component: c, host: h}\nreportingComponent: a.b/c',
  'Event.events.k8s.io':
    'regarding: {kind: Pod, name: p, namespace: shop}\nseries: {count: 2}\nnote: n\neventTime: "2026-11-22T02:59:00.000000Z"',
  PersistentVolume:
    'spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, claimRef: {namespace: shop, name: c}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: In, values: [b]}]}]}}, csi: {driver: d, volumeHandle: h, volumeAttributes: {a: b}}}',
  PersistentVolumeClaim:
    'spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, selector: {matchLabels: {a: b}}, dataSourceRef: {apiGroup: a.b, kind: K, name: n}, volumeName: v}\nstatus: {phase: Bound, capacity: {storage: 1Gi}, conditions: [{type: Resizing, status: "True"}]}',
  StorageClass:
    'provisioner: a/b\nparameters: {a: b}\nallowedTopologies: [{matchLabelExpressions: [{key: a, values: [b]}]}]',
  Ingress:
    'spec: {defaultBackend: {resource: {kind: K, name: n}}, tls: [{hosts: [a.b], secretName: s}], rules: [{host: a.b, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}',
  IngressClass:
    'spec: {controller: a.b/c, parameters: {apiGroup: a.b, kind: K, name: n, scope: Namespace, namespace: x}}',
  NetworkPolicy:
    'spec: {podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress, Egress], ingress: [{ports: [{port: 80, endPort: 90}], from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {}}]}], egress: [{to: [{namespaceSelector: {}}]}]}',
  HorizontalPodAutoscaler:
    'spec: {maxReplicas: 3, scaleTargetRef: {kind: D, name: n}, behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 1}]}}, metrics: [{type: Object, object: {metric: {name: m}, describedObject: {kind: K, name: n}, target: {type: Value, value: "1"}}}, {type: External, external: {metric: {name: m}, target: {type: AverageValue, averageValue: "1"}}}]}\nstatus: {currentMetrics: [{type: Object, object: {current: {value: "1"}}}], conditions: [{type: A, status: "True"}]}',
  RoleBinding:
    'roleRef: {kind: Role, name: r, apiGroup: g}\nsubjects: [{kind: ServiceAccount, name: s, namespace: n}]',
  ClusterRole:
    'rules: [{apiGroups: [a], resources: [b], verbs: [c], resourceNames: [d]}, {nonResourceURLs: [/x], verbs: [get]}]\naggregationRule: {clusterRoleSelectors: [{}]}',
  ResourceQuota:
    'spec: {hard: {pods: "1", requests.cpu: "1"}, scopes: [BestEffort], scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [a]}]}}\nstatus: {hard: {pods: "1"}, used: {pods: "0"}}',
  LimitRange:
    'spec: {limits: [{type: Container, min: {cpu: "1"}, max: {cpu: "2"}, default: {cpu: "2"}, maxLimitRequestRatio: {cpu: "2"}}]}',
  PodDisruptionBudget:
    'spec: {minAvailable: 50%, selector: {matchLabels: {a: b}}}\nstatus: {disruptionsAllowed: 1}',
  CustomResourceDefinition:
    'metadata: {name: foos.a.b}\nspec: {group: a.b, scope: Cluster, names: {plural: foos, kind: Foo, shortNames: [f], categories: [all]}, conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: s, namespace: n}}}}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {a: {type: array, items: {type: string}}}}}, additionalPrinterColumns: [{name: A, type: date, jsonPath: .a}], subresources: {scale: {specReplicasPath: .spec.r, statusReplicasPath: .status.r}}}]}',
  MutatingWebhookConfiguration:
    'webhooks: [{name: a.b.c, clientConfig: {service: {name: s, namespace: n}}, rules: [{apiGroups: [a]}], sideEffects: None, admissionReviewVersions: [v1]}]',
  ValidatingAdmissionPolicy:
    'spec: {paramKind: {apiVersion: v1, kind: K}, matchConstraints: {resourceRules: [{apiGroups: [a]}]}, validations: [{expression: "true"}]}',
  APIService:
    'spec: {service: {name: s, namespace: n}, group: g, version: v1, groupPriorityMinimum: 1, versionPriority: 1}\nstatus: {conditions: [{type: Available, status: "False", reason: r}]}',
  CSINode: 'spec: {drivers: [{name: a, nodeID: b, allocatable: {count: 1}, topologyKeys: [k]}]}',
  PriorityLevelConfiguration: 'spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}',
}

type Container = Record<string, unknown>

/** Every place of the object that can be taken out, but what makes it an object. */
function places(value: unknown, found: [Container, string][] = [], depth = 0): [Container, string][] {
  if (typeof value !== 'object' || value === null) return found
  for (const key of Object.keys(value)) {
    if (depth === 0 && ['metadata', 'kind', 'apiVersion'].includes(key)) continue
    if (!Array.isArray(value)) found.push([value as Container, key])
    places((value as Container)[key], found, depth + 1)
  }
  return found
}

it.each(Object.entries(MANIFESTS))('%s takes objects with fields missing', async (name, yaml) => {
  const definition = await kindModules[name]!()
  const whole = manifest(definition, yaml)
  const removals = fc.array(fc.nat(), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(removals, async (picks) => {
      const object = deepCopy(whole)
      for (const pick of picks) {
        const all = places(object)
        const place = all[pick % Math.max(all.length, 1)]
        if (place) delete place[0][place[1]]
      }
      definition.defaults?.(object)
      definition.prepareCreate?.(object, { now: NOW })
      const old = deepFreeze(deepCopy(object))
      definition.prepareUpdate?.(object, old, { now: NOW })
      deepFreeze(object)
      const errors = definition.validate?.(object) ?? []
      expect(definition.validateUpdate?.(object, old) ?? []).toEqual([])
      definition.indexes?.(object)
      for (const column of definition.columns ?? []) expect(column.cell(object, NOW)).not.toBeUndefined()
      // Only what is valid is ever stored and described.
      if (errors.length === 0) expect(await described(definition, object)).not.toContain('undefined')
    }),
    { numRuns: 60, seed: 7 },
  )
})
