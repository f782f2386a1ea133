/** `kubectl describe` of the kinds that are no workloads: transcripts 06 and 08. */
import { expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { statefulSet } from '../../../src/api/kinds/apps/stateful-set.ts'
import { configMap } from '../../../src/api/kinds/core/config-map.ts'
import { endpoints } from '../../../src/api/kinds/core/endpoints.ts'
import { persistentVolumeClaim } from '../../../src/api/kinds/core/persistent-volume-claim/persistent-volume-claim.ts'
import { secret } from '../../../src/api/kinds/core/secret.ts'
import { serviceAccount } from '../../../src/api/kinds/core/service-account.ts'
import { endpointSlice } from '../../../src/api/kinds/discovery/endpoint-slice.ts'
import { ingress } from '../../../src/api/kinds/networking/ingress/ingress.ts'
import { roleBinding } from '../../../src/api/kinds/rbac/role-binding.ts'
import { described, manifest } from './harness.ts'
import { world } from './recorded-world.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

const rows: Record<string, [kind: Kind, yaml: string, text: string]> = {
  'a ConfigMap': [
    configMap,
    'data: {greeting: hello, app.properties: "color=blue\\nsize=large\\n"}\nbinaryData: {x: AAEC}',
    `Name:         a
Namespace:    shop
Labels:       <none>
Annotations:  <none>

Data
====
app.properties:
----
color=blue
size=large


greeting:
----
hello


BinaryData
====
x: 3 bytes

Events:  <none>
`,
  ],
  'a secret': [
    secret,
    'type: Opaque\ndata: {username: YWRtaW4=, password: czNjcjN0}',
    `Name:         a
Namespace:    shop
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
password:  6 bytes
username:  5 bytes
`,
  ],
  'a service account': [
    serviceAccount,
    'metadata: {annotations: {team: ci}}\nimagePullSecrets: [{name: regcred}, {name: other}]',
    `Name:                a
Namespace:           shop
Labels:              <none>
Annotations:         team: ci
Image pull secrets:  regcred
                     other
Events:              <none>
`,
  ],
  endpoints: [
    endpoints,
    'subsets: [{addresses: [{ip: 10.0.0.1}, {ip: 10.0.0.2}], ports: [{name: http, port: 80, protocol: TCP}]}]',
    `Name:         a
Namespace:    shop
Labels:       <none>
Annotations:  <none>
Subsets:
  Addresses:          10.0.0.1,10.0.0.2
  NotReadyAddresses:  <none>
  Ports:
    Name  Port  Protocol
    ----  ----  --------
    http  80    TCP

Events:  <none>
`,
  ],
  'an endpoint slice': [
    endpointSlice,
    'addressType: IPv4\nports: [{name: http, port: 80, protocol: TCP}]\nendpoints: [{addresses: [10.0.0.1], conditions: {ready: true}, nodeName: worker-1, targetRef: {kind: Pod, name: web-1}}]',
    `Name:         a
Namespace:    shop
Labels:       <none>
Annotations:  <none>
AddressType:  IPv4
Ports:
  Name  Port  Protocol
  ----  ----  --------
  http  80    TCP
Endpoints:
  - Addresses:  10.0.0.1
    Conditions:
      Ready:    true
    Hostname:   <unset>
    TargetRef:  Pod/web-1
    NodeName:   worker-1
    Zone:       <unset>
Events:         <none>
`,
  ],
  'an ingress': [
    ingress,
    `metadata: {annotations: {nginx.ingress.kubernetes.io/rewrite-target: /}}
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: web, port: {number: 80}}}
  tls: [{secretName: shop-tls, hosts: [shop.example.com]}]
  rules: [{host: shop.example.com, http: {paths: [{path: /, backend: {service: {name: web, port: {name: http}}}}, {path: /api, backend: {service: {name: missing, port: {number: 8080}}}}]}}]
status: {loadBalancer: {ingress: [{ip: 203.0.113.51}]}}`,
    `Name:             a
Labels:           <none>
Namespace:        shop
Address:          203.0.113.51
Ingress Class:    nginx
Default backend:  web:80 (10.1.0.1:8080)
TLS:
  shop-tls terminates shop.example.com
Rules:
  Host              Path  Backends
  ----              ----  --------
  shop.example.com  
                    /      web:http (10.1.0.1:8080)
                    /api   missing:8080 (<error: services "missing" not found>)
Annotations:        nginx.ingress.kubernetes.io/rewrite-target: /
Events:             <none>
`,
  ],
  'a claim': [
    persistentVolumeClaim,
    `metadata: {labels: {app: db}, finalizers: [kubernetes.io/pvc-protection]}
spec: {storageClassName: manual, volumeName: pv-1, volumeMode: Filesystem}
status: {phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}`,
    `Name:          a
Namespace:     shop
StorageClass:  manual
Status:        Bound
Volume:        pv-1
Labels:        app=db
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      1Gi
Access Modes:  RWO
VolumeMode:    Filesystem
Used By:       web-1
Events:        <none>
`,
  ],
  'a binding': [
    roleBinding,
    'roleRef: {kind: Role, name: pod-reader}\nsubjects: [{kind: User, name: viewer}, {kind: ServiceAccount, name: builder, namespace: shop}, {kind: Group, name: dev}]',
    `Name:         a
Labels:       <none>
Annotations:  <none>
Role:
  Kind:  Role
  Name:  pod-reader
Subjects:
  Kind            Name     Namespace
  ----            ----     ---------
  User            viewer   
  ServiceAccount  builder  shop
  Group           dev      
`,
  ],
}

it.each(Object.entries(rows))('describes %s', async (_, [kind, yaml, text]) => {
  const definition = kind as KindDefinition
  expect(await described(definition, manifest(definition, yaml), world)).toBe(text)
})

it('describes the claims of a stateful set, with their annotations in the form of labels', async () => {
  const set = manifest(
    statefulSet,
    `spec:
  selector: {matchLabels: {app: db}}
  volumeClaimTemplates:
  - metadata: {name: data, labels: {a: b}, annotations: {c: d, e: f}}
    spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 1Gi}}}`,
  )
  expect(await described(statefulSet, set)).toContain(`Volume Claims:
  Name:          data
  StorageClass:  fast
  Labels:        a=b
  Annotations:   c=d
                 e=f
  Capacity:      1Gi
  Access Modes:  [ReadWriteOnce]
`)
})
