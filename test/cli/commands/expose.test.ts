/** expose. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const world = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web, tier: front}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: many}
spec:
  replicas: 0
  selector: {matchLabels: {app: many}}
  template:
    metadata: {labels: {app: many}}
    spec:
      containers:
      - {name: c, image: i, ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}, {containerPort: 80}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: sets}
spec:
  replicas: 0
  selector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}
  template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}
---
apiVersion: v1
kind: ReplicationController
metadata: {name: legacy, labels: {app: legacy}}
spec:
  replicas: 0
  selector: {app: legacy}
  template: {metadata: {labels: {app: legacy}}, spec: {containers: [{name: c, image: i}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 0
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: bare}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: p}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 9, protocol: UDP}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: headless}
spec: {clusterIP: None}
`

beforeEach(() => {
  cli = createTestCli()
  cli.file('world.yaml', world)
  cli.file('web.yaml', world.split('---\n')[0]!)
})
afterEach(() => cli[Symbol.asyncDispose]())

describe('expose', () => {
  beforeEach(async () => {
    expect((await cli.run('create -f world.yaml')).stderr).toBe('')
  })

  const serviceYaml = (name: string, spec: string, labels = '    app: web\n    tier: front\n') =>
    `apiVersion: v1\nkind: Service\nmetadata:\n${labels && `  labels:\n${labels}`}  name: ${name}\nspec:\n${spec}status:\n  loadBalancer: {}\n`
  const port = (number: number, protocol = 'TCP', target: number | string = number) =>
    `  - port: ${number}\n    protocol: ${protocol}\n    targetPort: ${target}\n`

  const shown: [title: string, line: string, stdout: string][] = [
    [
      'a deployment',
      'deployment web --port=80 --name=w',
      serviceYaml('w', `  ports:\n${port(80)}  selector:\n    app: web\n`),
    ],
    [
      'its own port',
      'deployment web',
      serviceYaml('web', `  ports:\n${port(80)}  selector:\n    app: web\n`),
    ],
    [
      'another port, a type and labels',
      'deployment web --port=80 --target-port=http --type=NodePort --labels=a=b',
      serviceYaml(
        'web',
        `  ports:\n${port(80, 'TCP', 'http')}  selector:\n    app: web\n  type: NodePort\n`,
        '    a: b\n',
      ),
    ],
    [
      'all there is to say',
      'deployment web --port=80 --type=LoadBalancer --session-affinity=ClientIP --protocol=UDP --external-ip=203.0.113.7 --load-balancer-ip=203.0.113.8',
      serviceYaml(
        'web',
        `  externalIPs:\n  - 203.0.113.7\n  loadBalancerIP: 203.0.113.8\n  ports:\n${port(80, 'UDP')}  selector:\n    app: web\n  sessionAffinity: ClientIP\n  type: LoadBalancer\n`,
      ),
    ],
    [
      'a pod, by its protocol',
      'pod p',
      serviceYaml('p', `  ports:\n${port(9, 'UDP')}  selector:\n    app: p\n`, '    app: p\n'),
    ],
    [
      'several ports of several protocols',
      'rs many',
      serviceYaml(
        'many',
        `  ports:
  - name: port-1-tcp
    port: 53
    protocol: TCP
    targetPort: 53
  - name: port-1-udp
    port: 53
    protocol: UDP
    targetPort: 53
  - name: port-2
    port: 80
    protocol: TCP
    targetPort: 80
  selector:
    app: many
`,
        '',
      ),
    ],
    [
      'ports that are named',
      'rc legacy --port=80,443',
      serviceYaml(
        'legacy',
        `  ports:
  - name: port-1
    port: 80
    protocol: TCP
    targetPort: 80
  - name: port-2
    port: 443
    protocol: TCP
    targetPort: 443
  selector:
    app: legacy
`,
        '    app: legacy\n',
      ),
    ],
    [
      'no port, for a headless service',
      'rc legacy --cluster-ip=None',
      serviceYaml('legacy', '  clusterIP: None\n  selector:\n    app: legacy\n', '    app: legacy\n'),
    ],
    [
      'another selector',
      'deployment web --selector=x=y',
      serviceYaml('web', `  ports:\n${port(80)}  selector:\n    x: "y"\n`),
    ],
    [
      'other fields',
      `deployment web --overrides='{"metadata":{"labels":{"o":"p"}}}'`,
      serviceYaml(
        'web',
        `  ports:\n${port(80)}  selector:\n    app: web\n`,
        '    app: web\n    o: p\n    tier: front\n',
      ),
    ],
    [
      'what a file describes',
      '-f web.yaml --name=w',
      serviceYaml('w', `  ports:\n${port(80)}  selector:\n    app: web\n`),
    ],
  ]
  it.each(shown)('shows %s', async (_title, line, stdout) => {
    expect(await cli.run(`expose ${line} --dry-run=client -o yaml`)).toEqual({
      stdout,
      stderr: '',
      exitCode: 0,
    })
  })

  it('makes a service that leads to the pods, and one out of that', async () => {
    expect(await cli.run('expose deployment web')).toEqual({
      stdout: 'service/web exposed\n',
      stderr: '',
      exitCode: 0,
    })
    expect((await cli.run('get endpoints web -o jsonpath={.subsets[*].ports[*].port}')).stdout).toBe('80')
    expect((await cli.run('expose service web --name=again --port=8080 --target-port=80')).stdout).toBe(
      'service/again exposed\n',
    )
    expect((await cli.run('get svc again -o jsonpath={.spec.selector}')).stdout).toBe('{"app":"web"}')
  })

  it('exposes what it can among several', async () => {
    expect(await cli.run('expose deployment web db --port=80')).toEqual({
      stdout: 'service/web exposed\n',
      stderr: 'Error from server (NotFound): deployments.apps "db" not found\n',
      exitCode: 1,
    })
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['no name', 'deployment', 'error: resource(s) were provided, but no name was specified'],
    [
      'what does not exist',
      'deployment nosuch --port=80',
      'Error from server (NotFound): deployments.apps "nosuch" not found',
    ],
    ['no port', 'rc legacy', "error: couldn't find port via --port flag or introspection"],
    ['other kinds', 'cm kube-root-ca.crt --port=80', 'error: cannot expose a ConfigMap'],
    [
      'kinds that kubectl has no type of',
      'apiservice v1.apps --port=80',
      'error: no kind "APIService" is registered for version "apiregistration.k8s.io/v1" in scheme "pkg/scheme/scheme.go:28"',
    ],
    ['other workloads', 'statefulset db --port=80', 'error: cannot expose a StatefulSet.apps'],
    [
      'pods without labels',
      'pod bare --port=80',
      "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
    ],
    [
      'services without a selector',
      'svc headless --port=80 --name=x',
      "error: couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set",
    ],
    [
      'selectors of more than labels',
      'rs sets --port=80',
      `error: couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "[{Key:app Operator:In Values:[a b]}]" to map-based selector format`,
    ],
    ['ports by name', 'deployment web --port=http', 'error: strconv.Atoi: parsing "http": invalid syntax'],
    ['bad selectors', 'deployment web --selector=x', 'error: unexpected label spec: x'],
    [
      'ports that are none',
      'deployment web --port=99999 --name=w',
      'The Service "w" is invalid: \n* spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive\n* spec.ports[0].targetPort: Invalid value: 99999: must be between 1 and 65535, inclusive',
    ],
    [
      'a name that is taken',
      'deployment web --name=headless',
      'Error from server (AlreadyExists): services "headless" already exists',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(`expose ${line}`)).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
  })
})
