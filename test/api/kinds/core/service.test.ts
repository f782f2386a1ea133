/** Services: defaults, rules, what updates keep, how they are shown. */
import { describe, expect, it } from 'vitest'
import { service } from '../../../../src/api/kinds/core/service/service.ts'
import type { EndpointSlice, Service } from '../../../../src/generated/types.ts'
import { created, creationErrors, described, table, updated } from '../harness.ts'

const IP = '10.0.0.84'

/** A service as stored after addresses were given. */
function stored(yaml: string, allocate: (object: Service) => void = () => undefined): Service {
  const object = structuredClone(created(service, yaml))
  object.spec = { ...object.spec, clusterIP: IP, clusterIPs: [IP] }
  allocate(object)
  return object
}

describe('a new service', () => {
  it('gets what the API server fills in', () => {
    expect(created(service, 'spec: {selector: {a: b}, ports: [{port: 80}]}').spec).toEqual({
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      selector: { a: 'b' },
      sessionAffinity: 'None',
      type: 'ClusterIP',
    })
  })

  it('of type LoadBalancer is reached from outside through node ports', () => {
    const { spec } = created(service, 'spec: {type: LoadBalancer, ports: [{port: 80, targetPort: http}]}')
    expect(spec).toMatchObject({ externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true })
    expect(spec?.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 'http' }])
  })

  it('without cluster IP and selector may have endpoints of both families', () => {
    const { spec } = created(service, 'spec: {clusterIP: None, ports: [{port: 80}]}')
    expect(spec).toMatchObject({ ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' })
    expect(spec?.clusterIPs).toEqual(['None'])
  })

  it('of type ExternalName has neither addresses nor policies', () => {
    const { spec } = created(service, 'spec: {type: ExternalName, externalName: db.example.com}')
    expect(spec).toEqual({ type: 'ExternalName', externalName: 'db.example.com', sessionAffinity: 'None' })
  })

  it('with client affinity remembers clients for three hours', () => {
    const { spec } = created(service, 'spec: {sessionAffinity: ClientIP, ports: [{port: 80}]}')
    expect(spec?.sessionAffinityConfig).toEqual({ clientIP: { timeoutSeconds: 10800 } })
  })
})

describe('the API server refuses a service', () => {
  const rows: Record<string, [yaml: string, ...errors: string[]]> = {
    'without ports': ['spec: {selector: {a: b}}', 'spec.ports: Required value'],
    'with several ports but no names': [
      'spec: {ports: [{port: 80}, {port: 81}]}',
      'spec.ports[0].name: Required value',
      'spec.ports[1].name: Required value',
    ],
    'with the same name and port twice': [
      'spec: {ports: [{name: a, port: 80}, {name: a, port: 80}]}',
      'spec.ports[1].name: Duplicate value: "a"',
      'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
    ],
    'with a node port but of type ClusterIP': [
      'spec: {ports: [{port: 80, nodePort: 30099}]}',
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ],
    'whose cluster IP is no address': [
      'spec: {clusterIP: abc, ports: [{port: 80}]}',
      'spec.clusterIPs[0]: Invalid value: "abc": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
    'of a type that is none': [
      'spec: {type: Bogus, ports: [{port: 80}]}',
      'spec.type: Unsupported value: "Bogus": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    'of type ExternalName without a name': [
      'spec: {type: ExternalName}',
      'spec.externalName: Required value',
    ],
    'whose port is out of range': [
      'spec: {ports: [{port: 70000}]}',
      'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
      'spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    'with a protocol that is none': [
      'spec: {ports: [{port: 80, protocol: HTTP}]}',
      'spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
    'that would forget clients at once': [
      'spec: {sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}, ports: [{port: 80}]}',
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400',
    ],
    'without a cluster IP but of type NodePort': [
      'spec: {type: NodePort, clusterIP: None, ports: [{port: 80}]}',
      'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
    ],
    'with a loopback address outside': [
      'spec: {externalIPs: [127.0.0.1], ports: [{port: 80}]}',
      'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
    'with source ranges in an annotation': [
      'metadata: {annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: "10.0.0.0/8, x"}}\nspec: {ports: [{port: 80}]}',
      "metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Forbidden: may only be used when `type` is 'LoadBalancer'",
      'metadata.annotations[service.beta.kubernetes.io/load-balancer-source-ranges]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    'with annotations that contradict each other': [
      'metadata: {annotations: {service.kubernetes.io/topology-mode: Auto, service.kubernetes.io/topology-aware-hints: Disabled}}\nspec: {ports: [{port: 80}]}',
      'metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "Auto": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified',
    ],
    'with source ranges but no load balancer': [
      'spec: {loadBalancerSourceRanges: [10.0.0.0/33], ports: [{port: 80}]}',
      "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
      'spec.LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
  }

  it.each(Object.entries(rows))('%s', (_, [yaml, ...errors]) => {
    expect(creationErrors(service, yaml)).toEqual(errors)
  })

  it.each([
    ['1abc', false, false],
    ['web', false, true],
    ['web-', true, true],
    ['web-', false, false],
  ])('or takes it by the name %s (as a prefix: %s)', (name, prefix, valid) => {
    expect(service.validateName?.(name, prefix).length === 0).toBe(valid)
  })
})

describe('an update of a service', () => {
  const nodePort = stored('spec: {type: NodePort, ports: [{name: http, port: 80}]}', ({ spec }) => {
    spec!.ports![0]!.nodePort = 30080
  })

  it('keeps allocated values that the user leaves out', () => {
    const { object, errors } = updated(service, nodePort, (next) => {
      next.spec = { type: 'NodePort', ports: [{ name: 'http', port: 81 }] }
    })
    expect(errors).toEqual([])
    expect(object.spec).toMatchObject({ clusterIP: IP, clusterIPs: [IP] })
    expect(object.spec?.ports?.[0]).toMatchObject({ port: 81, nodePort: 30080 })
  })

  it('refuses another port for health checks', () => {
    const local: Service = {
      ...nodePort,
      spec: {
        ...nodePort.spec,
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        allocateLoadBalancerNodePorts: true,
        healthCheckNodePort: 30100,
      },
    }
    const { errors } = updated(service, local, (next) => {
      next.spec!.healthCheckNodePort = 30101
    })
    expect(errors).toEqual(['spec.healthCheckNodePort: Forbidden: field is immutable'])
  })

  it('refuses another cluster IP', () => {
    const { errors } = updated(service, nodePort, (next) => {
      next.spec!.clusterIP = '10.0.0.77'
    })
    expect(errors).toEqual(['spec.clusterIPs[0]: Invalid value: ["10.0.0.77"]: may not change once set'])
  })

  it('to ClusterIP gives the node ports back', () => {
    const { object, errors } = updated(service, nodePort, (next) => {
      next.spec!.type = 'ClusterIP'
    })
    expect(errors).toEqual([])
    expect(object.spec?.ports?.[0]).not.toHaveProperty('nodePort')
    expect(object.spec).not.toHaveProperty('externalTrafficPolicy')
    expect(object.spec?.clusterIP).toBe(IP)
  })

  it('to ExternalName gives the addresses back', () => {
    const { object, errors } = updated(service, nodePort, (next) => {
      next.spec!.type = 'ExternalName'
      next.spec!.externalName = 'db.example.com'
    })
    expect(errors).toEqual([])
    for (const gone of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'externalTrafficPolicy'])
      expect(object.spec).not.toHaveProperty(gone)
  })

  it('from LoadBalancer drops what only load balancers have', () => {
    const balancer = stored('spec: {type: LoadBalancer, loadBalancerClass: a.io/b, ports: [{port: 80}]}')
    const { object, errors } = updated(service, balancer, (next) => {
      next.spec!.type = 'ClusterIP'
    })
    expect(errors).toEqual([])
    expect(object.spec).not.toHaveProperty('allocateLoadBalancerNodePorts')
    expect(object.spec).not.toHaveProperty('loadBalancerClass')
  })
})

describe('the table of services', () => {
  const rows: Record<string, [object: Service, type: string, ip: string, external: string, ports: string]> = {
    'a headless one': [
      created(service, 'spec: {clusterIP: None, ports: [{port: 5432}]}'),
      'ClusterIP',
      'None',
      '<none>',
      '5432/TCP',
    ],
    'an external one': [
      created(service, 'spec: {type: ExternalName, externalName: db.example.com}'),
      'ExternalName',
      '<none>',
      'db.example.com',
      '<none>',
    ],
    'a balanced one': [
      stored('spec: {type: LoadBalancer, ports: [{port: 80, nodePort: 30081}]}', (object) => {
        object.status = { loadBalancer: { ingress: [{ ip: '203.0.113.50' }] } }
      }),
      'LoadBalancer',
      IP,
      '203.0.113.50',
      '80:30081/TCP',
    ],
    'one that waits for its balancer': [
      stored('spec: {type: LoadBalancer, ports: [{port: 80}]}'),
      'LoadBalancer',
      IP,
      '<pending>',
      '80/TCP',
    ],
  }

  it.each(Object.entries(rows))('shows %s', (_, [object, type, ip, external, ports]) => {
    expect(table(service, object, true)).toMatchObject({
      Type: type,
      'Cluster-IP': ip,
      'External-IP': external,
      'Port(s)': ports,
      Selector: '<none>',
    })
  })
})

it.each([
  [
    'spec: {clusterIP: None, sessionAffinity: ClientIP, ports: [{port: 80}]}',
    'spec.SessionAffinity is ignored for headless services',
  ],
  [
    'spec: {type: ExternalName, externalName: a.b, selector: {a: b}}',
    'spec.selector is ignored when spec.type is "ExternalName"',
  ],
  [
    'spec: {externalName: a.b, ports: [{port: 80}]}',
    'spec.externalName is ignored when spec.type is not "ExternalName"',
  ],
])('warns of what does nothing in %s', (yaml, warning) => {
  expect(service.warnings?.(created(service, yaml))).toEqual([warning])
})

it('is found by its addresses and by the first pair of its selector', () => {
  const object = stored('spec: {selector: {b: x, a: y}, ports: [{port: 80, nodePort: 30080}]}')
  expect(service.indexes?.(object)).toEqual([
    ['clusterip', IP],
    ['nodeport', 'TCP/30080'],
    ['selector', 'shop/a=y'],
  ])
})

it('is described with the endpoints behind each port', async () => {
  const object = stored(
    'metadata: {labels: {app: web}}\nspec: {type: NodePort, selector: {app: web}, ports: [{name: http, port: 80, nodePort: 30080}, {name: https, port: 443, targetPort: 8443, nodePort: 30443}]}',
  )
  const slice = {
    addressType: 'IPv4',
    ports: [
      { name: 'http', port: 80, protocol: 'TCP' },
      { name: 'https', port: 8443, protocol: 'TCP' },
    ],
    endpoints: [1, 2, 3, 4, 5].map((n) => ({ addresses: [`10.1.0.${n}`], conditions: { ready: n < 5 } })),
  } as unknown as EndpointSlice
  expect(await described(service, object, { EndpointSlice: [slice] })).toBe(`Name:                     a
Namespace:                shop
Labels:                   app=web
Annotations:              <none>
Selector:                 app=web
Type:                     NodePort
IP Family Policy:         SingleStack
IP Families:              IPv4
IP:                       10.0.0.84
IPs:                      10.0.0.84
Port:                     http  80/TCP
TargetPort:               80/TCP
NodePort:                 http  30080/TCP
Endpoints:                10.1.0.1:80,10.1.0.2:80,10.1.0.3:80 + 1 more...
Port:                     https  443/TCP
TargetPort:               8443/TCP
NodePort:                 https  30443/TCP
Endpoints:                10.1.0.1:8443,10.1.0.2:8443,10.1.0.3:8443 + 1 more...
Session Affinity:         None
External Traffic Policy:  Cluster
Internal Traffic Policy:  Cluster
Events:                   <none>
`)
})
