/** kubelite curl: the ways of requests, and where they end. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const container = '{ name: app, image: app, ports: [{ name: http, containerPort: 8080 }] }'

function deployment(name: string, replicas: number, annotations = '{}', probe = ''): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} }, annotations: ${annotations} }
    spec:
      containers:
        - name: app
          image: app
          ports: [{ name: http, containerPort: 8080 }]
          ${probe}
---`
}

function service(name: string, spec: string, more = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}${more} }
spec: { selector: { app: ${name} }, ports: [{ port: 80, targetPort: http }], ${spec} }
---`
}

const manifests = `
${deployment('web', 3)}${service('web', 'clusterIP: 10.96.1.1')}
${deployment('none', 0)}${service('none', 'clusterIP: 10.96.1.2')}
${deployment('late', 1, '{ kubelite.dev/ready-after: never }')}${service('late', 'clusterIP: 10.96.1.3')}
${deployment('slow', 1, '{ kubelite.dev/startup: 10m }')}${service('slow', 'clusterIP: 10.96.1.4')}
${deployment('hung', 1, '{ kubelite.dev/hang-after: 0s }')}${service('hung', 'clusterIP: 10.96.1.5')}
${deployment('guarded', 1)}${service('guarded', 'clusterIP: 10.96.1.6')}
${service('wrong', 'clusterIP: 10.96.1.7').replace('app: wrong', 'app: web').replace('targetPort: http', 'targetPort: 9999')}
${service('balanced', 'type: LoadBalancer').replace('app: balanced', 'app: web').replace('port: 80', 'port: 80, nodePort: 30080')}
${service('ranged', 'type: LoadBalancer, loadBalancerSourceRanges: [192.0.2.0/24]').replace('app: ranged', 'app: web')}
${service('turns', 'clusterIP: 10.96.1.8', ', annotations: { kubelite.dev/load-balancing: round-robin }').replace('app: turns', 'app: web')}
${service('least', 'clusterIP: 10.96.1.9', ', annotations: { kubelite.dev/load-balancing: least-loaded }').replace('app: least', 'app: web')}
${service('sticky', 'clusterIP: 10.96.1.10, sessionAffinity: ClientIP').replace('app: sticky', 'app: web')}
${service('local', 'clusterIP: 10.96.1.11, internalTrafficPolicy: Local').replace('app: local', 'app: guarded')}
${service('bare', 'clusterIP: None').replace('app: bare', 'app: web')}
apiVersion: v1
kind: Service
metadata: { name: far }
spec: { type: ExternalName, externalName: db.example.com }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: guard }
spec:
  podSelector: { matchLabels: { app: guarded } }
  ingress: [{ from: [{ podSelector: { matchLabels: { friend: 'yes' } } }], ports: [{ port: http }] }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: mute }
spec: { podSelector: { matchLabels: { role: mute } }, policyTypes: [Egress] }
---
${['client {}', 'friend { friend: "yes" }', 'mute { role: mute }']
  .map((line) => {
    const [name, ...labels] = line.split(' ')
    return `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: ${labels.join(' ')} }
spec: { containers: [${container}] }
---`
  })
  .join('')}
apiVersion: v1
kind: Secret
metadata: { name: cert }
type: kubernetes.io/tls
data: { tls.crt: QQ==, tls.key: QQ== }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec:
  tls: [{ hosts: [safe.example.com], secretName: cert }, { hosts: [bad.example.com], secretName: missing }]
  rules:
    - host: shop.example.com
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
          - { path: /late, pathType: Prefix, backend: { service: { name: late, port: { number: 80 } } } }
          - { path: /late/exact, pathType: Exact, backend: { service: { name: turns, port: { number: 80 } } } }
          - { path: /slow, pathType: Prefix, backend: { service: { name: slow, port: { number: 80 } } } }
          - { path: /hung, pathType: Prefix, backend: { service: { name: hung, port: { number: 80 } } } }
          - { path: /gone, pathType: Prefix, backend: { service: { name: gone, port: { number: 80 } } } }
    - host: '*.wild.example.com'
      http: { paths: [{ path: /a, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
    - host: safe.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
    - host: bad.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
`

let cli: TestCli
let ips: Record<string, string>

beforeAll(async () => {
  cli = createTestCli({ env: { KUBELITE_SEED: 'curl' } })
  cli.file('all.yaml', manifests)
  const { stderr } = await cli.run('apply -f all.yaml')
  expect(stderr).toBe('')
  const path = 'jsonpath={range .items[*]}{.metadata.labels.app}{.metadata.name}={.status.podIP} {end}'
  const { stdout } = await cli.run(['get', 'pods', '-o', path])
  ips = Object.fromEntries(
    stdout
      .trim()
      .split(' ')
      .map((pair) => pair.split('=')),
  )
  const nodes = await cli.run([
    'get',
    'nodes',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}={.status.addresses[0].address} {end}',
  ])
  for (const pair of nodes.stdout.trim().split(' ')) ips[pair.split('=')[0]!] = pair.split('=')[1]!
})
afterAll(() => cli[Symbol.asyncDispose]())

/** Puts addresses in for `{name}`: of a node or a pod. */
const filled = (line: string) => line.replace(/\{([\w-]+)\}/g, (_, name) => ips[name] ?? `no ${name}`)

describe('a request that a pod answers', () => {
  it.each<[string, string, RegExp[]]>([
    [
      'goes from an ingress host to the pod',
      'http://shop.example.com/cart',
      [
        /^dns +shop.example.com → 198.18.0.1$/,
        /^ingress +shop: shop.example.com \/ \(Prefix\)$/,
        /^service +web:80: random of 3 ready endpoints$/,
        /^pod +web-\S+ on worker-\d \(10.244.\d+.\d+:8080\)$/,
      ],
    ],
    [
      'takes the longest path, the exact one first',
      'http://shop.example.com/late/exact',
      [/^dns /, /late\/exact \(Exact\)$/, /turns:80/, /^pod +web-/],
    ],
    [
      'knows wildcards',
      'http://any.wild.example.com/a/b',
      [/^dns /, /\*\.wild\.example\.com \/a \(Prefix\)$/, /web:80/, /^pod/],
    ],
    [
      'is routed by its header',
      '-H "Host: shop.example.com" http://198.18.0.1',
      [/^ingress +shop:/, /web:80/, /^pod/],
    ],
    [
      'takes addresses by hand',
      '--resolve shop.example.com:80:198.18.0.1 http://shop.example.com',
      [/^dns .*\(--resolve\)$/, /^ingress/, /web:80/, /^pod/],
    ],
    ['has TLS with a certificate', 'https://safe.example.com', [/^dns/, /^ingress/, /web:80/, /^pod/]],
    [
      'has TLS with any certificate if told so',
      '-k https://bad.example.com',
      [/^dns/, /^ingress/, /web:80/, /^pod/],
    ],
    [
      'follows redirections',
      '-L http://safe.example.com',
      [/^dns/, /^ingress/, /^dns/, /^ingress/, /web:80/, /^pod/],
    ],
    [
      'comes to a node port',
      'http://{worker-1}:30080',
      [
        /^node +worker-1 port 30080$/,
        /^service +balanced \(node port 30080\): random of 3 ready endpoints$/,
        /^pod/,
      ],
    ],
    ['knows nodes by name', 'http://worker-1:30080', [/^dns/, /^node/, /^service/, /^pod/]],
    [
      'comes to a load balancer',
      'http://198.18.0.2',
      [
        /^load-balancer +198.18.0.2:80 of service balanced$/,
        /^node +worker-\d port 30080$/,
        /^service/,
        /^pod/,
      ],
    ],
    [
      'comes from an address that may',
      'http://198.18.0.3 --from 192.0.2.1',
      [/^load-balancer/, /^node/, /^service/, /^pod/],
    ],
    [
      'goes from a pod to a service',
      'http://web --from pod/client',
      [
        /^dns +web.default.svc.cluster.local → 10.96.1.1$/,
        /^service +web \(10.96.1.1:80\): random of 3 ready endpoints$/,
        /^pod/,
      ],
    ],
    ['goes from a pod to a load balancer', 'http://198.18.0.2 --from client', [/^service +balanced/, /^pod/]],
    ['goes to a headless service', 'http://bare:8080 --from pod/client', [/^dns +bare/, /^pod +web-/]],
    ['goes from a pod to a pod', 'http://{friend}:8080 --from client', [/^pod +friend/]],
    [
      'goes from a pod to an ingress',
      'http://shop.example.com --from client',
      [/^dns/, /^ingress/, /^service/, /^pod/],
    ],
    ['may pass a policy', 'http://guarded --from pod/friend', [/^dns/, /^service/, /^pod +guarded-/]],
    ['stays in the pod', 'http://localhost:8080 --from pod/mute', [/^pod +mute/]],
  ])('%s', async (_what, line, hops) => {
    const { stdout, stderr, exitCode } = await cli.run(`curl ${filled(line)}`)
    const [way = '', status] = stdout.split('\n\n')
    expect({ stderr, exitCode, status }).toEqual({ stderr: '', exitCode: 0, status: 'HTTP 200 OK\n' })
    const lines = way.split('\n')
    expect(lines, way).toHaveLength(hops.length)
    for (const [index, hop] of hops.entries()) expect(lines[index]).toMatch(hop)
  })
})

describe('a request that no pod answers', () => {
  it.each<[string, string, number, RegExp]>([
    ['an unknown host', 'http://nope.example.com', 6, /no ingress has a rule for this host/],
    ['a service seen from outside', 'http://web', 6, /names of services are known only inside/],
    ['an unknown service', 'http://nope --from client', 6, /knows no such name/],
    [
      'an alias that leads out',
      'http://far --from client',
      6,
      /far.default.svc.cluster.local is an alias of db.example.com, outside/,
    ],
    [
      'a pod that may not even ask the DNS',
      'http://web --from mute',
      6,
      /refused by NetworkPolicy default\/mute: no egress rule lets pod default\/mute send to the cluster's DNS port 53/,
    ],
    [
      'a service without endpoints',
      'http://none --from client',
      7,
      /service none has no endpoints: no pod with the labels app=none/,
    ],
    [
      'a service without ready endpoints',
      'http://late --from client',
      7,
      /has no ready endpoints \(0 of 1 are ready at all\)/,
    ],
    [
      'an application that is starting, ready without a probe',
      'http://slow --from client',
      7,
      /container app is still starting/,
    ],
    [
      'a port that no container has',
      'http://wrong --from client',
      7,
      /nothing in pod web-\S+ listens on port 9999: its containers declare 8080/,
    ],
    ['a port of a node that is nobody’s', 'http://worker-1:31999', 7, /no service has the node port 31999/],
    ['this machine', 'http://localhost', 7, /nothing is simulated on this machine/],
    ['an application that hangs', 'http://hung --from client', 28, /container app hangs/],
    ['a cluster IP seen from outside', 'http://10.96.1.1', 28, /10.96.1.1 is a cluster IP/],
    ['a pod seen from outside', 'http://{friend}:8080', 28, /only pods and nodes can reach/],
    [
      'a port that the service does not have',
      'http://web:81 --from client',
      28,
      /service web has no port 81, only 80/,
    ],
    [
      'a policy of the receiver',
      'http://guarded --from client',
      28,
      /NetworkPolicy default\/guard: no ingress rule lets pod default\/client reach pod default\/guarded-\S+ port 8080/,
    ],
    [
      'a policy of the sender',
      'http://{friend}:8080 --from mute',
      28,
      /NetworkPolicy default\/mute: no egress rule/,
    ],
    ['a load balancer that does not take everybody', 'http://198.18.0.3', 28, /loadBalancerSourceRanges/],
    ['an address that nobody has', 'http://192.0.2.99', 28, /outside of the cluster/],
    ['a host without a certificate', 'https://bad.example.com', 60, /secret default\/missing does not exist/],
    ['a host without TLS', 'https://shop.example.com', 60, /no ingress has a tls entry for shop.example.com/],
  ])('ends at %s', async (_what, line, code, why) => {
    const { stdout, stderr, exitCode } = await cli.run(`curl ${filled(line)}`)
    expect(stderr).toMatch(new RegExp(`^curl: \\(${code}\\) `))
    expect(exitCode).toBe(code)
    expect(stdout).toMatch(/(^|\n)end +/)
    expect(stdout).toMatch(why)
  })

  it.each<[string, string, number, RegExp]>([
    [
      'no rule for the path',
      'http://x.wild.example.com/b',
      404,
      /no rule of host \*.wild.example.com fits the path \/b/,
    ],
    [
      'no rule for the host',
      '-H "Host: other" http://198.18.0.1',
      404,
      /no ingress has a rule for host other/,
    ],
    ['no ready endpoints', 'http://shop.example.com/late/x', 503, /service late has no ready endpoints/],
    ['no service', 'http://shop.example.com/gone', 503, /service default\/gone does not exist/],
    ['a refused connection behind the proxy', 'http://shop.example.com/slow', 502, /still starting/],
    ['silence behind the proxy', 'http://shop.example.com/hung', 504, /hangs/],
    ['a redirection', 'http://safe.example.com/x', 308, /Location: https:\/\/safe.example.com\/x/],
  ])('is answered by the proxy: %s', async (_what, line, status, why) => {
    const { stdout, exitCode } = await cli.run(`curl ${filled(line)}`)
    expect(stdout).toMatch(new RegExp(`\nHTTP ${status} `))
    expect(stdout).toMatch(why)
    expect(exitCode).toBe(0)
    expect((await cli.run(`curl --fail ${filled(line)}`)).exitCode).toBe(status < 400 ? 0 : 22)
  })

  it.each<[string, number, RegExp]>([
    ['curl', 1, /expected one URL/],
    ['curl http://a http://b', 1, /expected one URL/],
    ['curl ftp://web', 1, /curl: \(1\) Protocol "ftp" not supported/],
    ['curl http://web:99999', 3, /curl: \(3\) URL rejected/],
    ['curl http://', 3, /curl: \(3\) URL rejected/],
    ['curl web --count=0', 1, /--count must be from 1/],
    ['curl web --resolve nonsense', 1, /--resolve must be HOST:PORT:ADDRESS/],
    ['curl web -H nonsense', 1, /--header must be/],
    ['curl web -o table', 1, /--output must be/],
    ['curl web --from pod/nope', 1, /pods "nope" not found/],
  ])('is refused as bad: `%s`', async (line, code, text) => {
    const { stderr, exitCode } = await cli.run(line)
    expect(stderr).toMatch(text)
    expect(exitCode).toBe(code)
  })
})

describe('many requests', () => {
  const counts = async (line: string): Promise<number[]> => {
    const { stdout } = await cli.run(`curl ${line} --from client --count=300 --concurrency=3 -o json`)
    const { pods } = JSON.parse(stdout) as { pods: { requests: number }[] }
    return pods.map(({ requests }) => requests)
  }

  it('go round by chance, in turn, or to the least loaded', async () => {
    const random = await counts('web')
    expect(random.reduce((sum, each) => sum + each)).toBe(300)
    expect(Math.min(...random)).toBeGreaterThan(60)
    expect(new Set(random).size).toBeGreaterThan(1)
    expect(await counts('turns')).toEqual([100, 100, 100])
    expect(Math.min(...(await counts('least')))).toBeGreaterThan(80)
  })

  it('stay with one pod where the service keeps sessions', async () => {
    expect(await counts('sticky')).toEqual([300])
  })

  it('show a bar for each pod, the same with the same seed', async () => {
    const { stdout } = await cli.run('curl http://shop.example.com --count=90')
    expect(stdout).toMatch(/^90 requests, 1 at a time: 90 answered, 0 lost\n\nPOD +NODE +REQUESTS +SHARE\n/)
    expect(stdout.match(/^web-\S+ +worker-\d +\d+ +\d+\.\d% +█+$/gm)).toHaveLength(3)
    expect((await cli.run('curl http://shop.example.com --count=90')).stdout).toBe(stdout)
  })

  it('tell what was lost and why, and fail then', async () => {
    const { stdout, stderr, exitCode } = await cli.run('curl none --from client --count=5')
    expect(stdout).toMatch(
      /^5 requests, 1 at a time: 0 answered, 5 lost\n\nLOST +WHY\n5 +service none has no endpoints/,
    )
    expect([stderr, exitCode]).toEqual(['curl: (7) 5 of 5 requests were lost\n', 7])
  })
})

describe('one request as data', () => {
  it('tells hops, pod and status', async () => {
    const { stdout } = await cli.run('curl web --from client -o json')
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ exitCode: 0, status: 200, pod: { namespace: 'default' } })
    expect(told.hops.map(({ kind }: { kind: string }) => kind)).toEqual(['dns', 'service', 'pod'])
  })
})
