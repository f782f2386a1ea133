/** What commands see in a simulated container, and what exec says where there is none. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  await apply(CONFIG, SECRET, webPod())
})
afterEach(() => cli[Symbol.asyncDispose]())

const CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data: { colour: 'blue', 'app.properties': 'size=big\nmood=calm\n' },
}
const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'login' },
  stringData: { user: 'admin', password: 'p w$1' },
}

function webPod(spec: object = {}, container: object = {}, name = 'web') {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: 'web' }, annotations: { note: 'a "b"' } },
    spec: {
      containers: [
        {
          name: 'app',
          image: 'nginx:1.27',
          resources: { limits: { cpu: '500m', memory: '64Mi' } },
          env: [
            { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } },
            { name: 'GREETING', value: 'I am $(POD) in $(COLOUR), not $(NONE) nor $$(COLOUR)' },
            { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'AGAIN', value: '$(POD)/$(KUBERNETES_SERVICE_PORT)' },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
            {
              name: 'MEMORY',
              valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
            },
          ],
          envFrom: [{ prefix: 'LOGIN_', secretRef: { name: 'login' } }],
          volumeMounts: [
            { name: 'config', mountPath: '/etc/config' },
            { name: 'config', mountPath: '/etc/one.properties', subPath: 'app.properties' },
            { name: 'all', mountPath: '/etc/all' },
            { name: 'scratch', mountPath: '/scratch' },
          ],
          ...container,
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: 'settings' } },
        {
          name: 'all',
          projected: {
            sources: [
              {
                secret: { name: 'login', items: [{ key: 'password', path: 'secret/password', mode: 0o400 }] },
              },
              {
                downwardAPI: { items: [{ path: 'notes', fieldRef: { fieldPath: 'metadata.annotations' } }] },
              },
            ],
          },
        },
        { name: 'scratch', emptyDir: {} },
      ],
      ...spec,
    },
  }
}

async function apply(...objects: object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  expect(await cli.run('apply -f -', { stdin: JSON.stringify(list) })).toMatchObject({
    stderr: '',
    exitCode: 0,
  })
}

/** What a line of a shell prints in the container. */
async function sh(line: string, target = 'web'): Promise<string> {
  const { stdout, stderr } = await cli.run(['exec', target, '--', 'sh', '-c', line])
  return stdout + stderr
}

async function advance(seconds: number): Promise<void> {
  await (await cli.cluster()).advance(seconds * 1000)
}

describe('variables', () => {
  it.each([
    ['a key of a config map', '$COLOUR', 'blue'],
    ['all of a secret, with a prefix', '$LOGIN_user:$LOGIN_password', 'admin:p w$1'],
    [
      'references to variables that come before',
      '$GREETING',
      'I am $(POD) in blue, not $(NONE) nor $(COLOUR)',
    ],
    ['references to those of services', '$AGAIN', 'web/443'],
    ['limits, in units', '$CPU $MEMORY', '500 64'],
    [
      'the services of the namespace',
      '$KUBERNETES_SERVICE_HOST:$KUBERNETES_PORT_443_TCP_PROTO',
      '10.96.0.1:tcp',
    ],
  ])('%s', async (_title, text, value) => {
    expect(await sh(`echo "${text}"`)).toBe(`${value}\n`)
  })

  it('are what env prints, and no others', async () => {
    const { stdout } = await cli.run('exec web -- env')
    const names = stdout.split('\n').flatMap((line) => /^([A-Za-z_]+)=/.exec(line)?.[1] ?? [])
    expect(names.filter((name) => !name.startsWith('KUBERNETES_')).sort()).toEqual(
      [
        'AGAIN',
        'COLOUR',
        'CPU',
        'GREETING',
        'HOME',
        'HOSTNAME',
        'LOGIN_password',
        'LOGIN_user',
        'MEMORY',
        'PATH',
        'POD',
      ]
        .concat(['PWD'])
        .sort(),
    )
  })

  it('name the services of the namespace unless links are off', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'my-db' },
      spec: { ports: [{ port: 5432 }] },
    }
    await apply(service, webPod({ enableServiceLinks: false }, {}, 'apart'))
    expect(await sh('echo $MY_DB_SERVICE_PORT')).toBe('5432\n')
    expect(await sh('echo $MY_DB_SERVICE_PORT$KUBERNETES_SERVICE_PORT', 'apart')).toBe('443\n')
  })
})

describe('files', () => {
  it.each([
    ['a config map', 'cat /etc/config/app.properties', 'size=big\nmood=calm\n'],
    ['its keys', 'ls /etc/config', 'app.properties\ncolour\n'],
    ['one key by subPath', 'cat /etc/one.properties', 'size=big\nmood=calm\n'],
    ['a projected secret', 'cat /etc/all/secret/password', 'p w$1'],
    ['the downward API', 'grep ^note /etc/all/notes', 'note="a \\"b\\""\n'],
    [
      'the namespace of the account',
      'cat /var/run/secrets/kubernetes.io/serviceaccount/namespace',
      'default',
    ],
    ['the host name', 'cat /etc/hostname; hostname', 'web\nweb\n'],
  ])('%s', async (_title, line, text) => {
    expect(await sh(line)).toBe(text)
  })

  it('of a config map cannot be written', async () => {
    const result = await cli.run(['exec', 'web', '--', 'sh', '-c', 'echo x > /etc/config/colour'])
    expect(result.stderr).toContain('/etc/config/colour: Read-only file system')
    expect(result.exitCode).toBe(1)
    expect(await sh('cat /etc/config/colour')).toBe('blue')
  })

  it('show a change after the sync period, and neither variables nor subPath do', async () => {
    await advance(5)
    await apply({ ...CONFIG, data: { ...CONFIG.data, colour: 'red', 'app.properties': 'size=small\n' } })
    const look = 'cat /etc/config/colour; echo " $COLOUR"; head -1 /etc/one.properties'
    expect(await sh(look)).toBe('blue blue\nsize=big\n')
    await advance(60)
    expect(await sh(look)).toBe('red blue\nsize=big\n')
    await advance(600)
    await apply({ ...CONFIG, data: { ...CONFIG.data, colour: 'green' } })
    expect(await sh(look)).toBe('red blue\nsize=big\n')
    await advance(60)
    expect(await sh(look)).toBe('green blue\nsize=big\n')
  })

  it('and variables are new in a new pod, at once', async () => {
    await apply({ ...CONFIG, data: { ...CONFIG.data, colour: 'red' } })
    await apply(webPod({}, {}, 'new'))
    expect(await sh('cat /etc/config/colour; echo " $COLOUR"', 'new')).toBe('red red\n')
  })

  it('stay as they were when the object is gone', async () => {
    await cli.run('delete configmap settings')
    await advance(600)
    expect(await sh('cat /etc/config/colour; echo " $COLOUR"')).toBe('blue blue\n')
  })
})

describe('data', () => {
  it('in an emptyDir lives with the pod, and that of the container with the container', async () => {
    await sh('echo kept > /scratch/a; echo own > /tmp/b; mkdir -p /scratch/d/e; ln -s a /scratch/link')
    expect(await sh('cat /scratch/a /tmp/b; ls /scratch; cat /scratch/link')).toBe(
      'kept\nown\na\nd\nlink\nkept\n',
    )
    await cli.run('fail pod web')
    expect(await sh('cat /scratch/a; ls /tmp')).toBe('kept\n')
    await cli.run('delete pod web')
    await apply(webPod())
    expect(await sh('ls /scratch')).toBe('')
  })

  it('on the node stays when the pod goes', async () => {
    const volumes = { volumes: [{ name: 'host', hostPath: { path: '/data' } }], nodeName: 'worker-1' }
    const mounts = { env: [], envFrom: [], volumeMounts: [{ name: 'host', mountPath: '/mnt' }] }
    await apply(webPod(volumes, mounts, 'one'))
    await sh('echo here > /mnt/f', 'one')
    await cli.run('delete pod one --now')
    await apply(webPod(volumes, mounts, 'two'))
    expect(await sh('cat /mnt/f', 'two')).toBe('here\n')
  })

  it('on a claim outlives the pods', async () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'disk' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    }
    const volumes = { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }] }
    const mounts = {
      env: [],
      envFrom: [],
      volumeMounts: [{ name: 'disk', mountPath: '/data', subPath: 'db' }],
    }
    await apply(claim, webPod(volumes, mounts, 'one'))
    expect(await sh('echo 1 > /data/row; cat /data/row', 'one')).toBe('1\n')
    await cli.run('delete pod one --now')
    await apply(webPod(volumes, mounts, 'two'))
    expect(await sh('cat /data/row', 'two')).toBe('1\n')
  })

  it('of more than one mebibyte is refused', async () => {
    const half = { stdin: 'x'.repeat(700_000) }
    await cli.run(['exec', '-i', 'web', '--', 'sh', '-c', 'cat > /scratch/a'], half)
    const result = await cli.run('exec web -- cp /scratch/a /scratch/b')
    expect(result.stderr).toContain('No space left on device')
    expect(await sh('ls /scratch')).toBe('a\n')
  })
})

describe('commands', () => {
  it.each([
    ['the exit code is that of the command', ['sh', '-c', 'echo out; echo err >&2; exit 7'], 'out\n', 7],
    ['words are not parsed again', ['echo', 'a  b', '$HOME', "it's"], "a  b $HOME it's\n", 0],
    ['what shells have built in is a program, too', ['test', '-f', '/etc/none'], '', 1],
    ['that of two names as well', ['[', '-f', '/etc/hosts', ']'], '', 0],
    ['a path leads to a tool', ['/bin/cat', '/etc/config/colour'], 'blue', 0],
    [
      'time is that of the cluster, and passes while it sleeps',
      ['sh', '-c', 'date +%T; sleep 90; date +%T'],
      '12:00:00\n12:01:30\n',
      0,
    ],
    ['who it is', ['sh', '-c', 'whoami; id -u'], 'root\n0\n', 0],
  ] as const)('%s', async (_title, command, stdout, exitCode) => {
    const result = await cli.run(['exec', 'web', '--', ...command])
    expect(result).toMatchObject({ stdout, exitCode })
    if (exitCode !== 0) expect(result.stderr).toContain(`command terminated with exit code ${exitCode}\n`)
  })

  it('get what comes in', async () => {
    expect((await cli.run('exec -i web -- sort', { stdin: 'b\na\n' })).stdout).toBe('a\nb\n')
    expect((await cli.run('exec -i web -- sh', { stdin: 'echo hi\nexit 3\n' })).exitCode).toBe(3)
  })

  it('make up a session, whose variables and folder stay', async () => {
    const { stdout } = await cli.run('exec -it web -- sh', { stdin: 'cd /etc/config\nX=1\necho $X; pwd\n' })
    expect(stdout).toBe('1\n/etc/config\n')
  })

  it.each([
    ['an endless loop', 'while true; do echo x; done'],
    ['a fork bomb', ':(){ :|:& };:'],
    ['a string that doubles', 'x=aaaaaaaa; while true; do x=$x$x; done'],
    ['an endless stream', 'seq 1 100000000'],
  ])('%s ends', async (_title, line) => {
    const result = await cli.run(['exec', 'web', '--', 'sh', '-c', line])
    expect(result.exitCode).not.toBe(0)
    expect(result.stderr).toContain('command terminated with exit code')
    expect(result.stderr.length + result.stdout.length).toBeLessThan(3_000_000)
  })

  it('ask services, which pods answer', async () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'site' },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    }
    await apply(service)
    expect(await sh('curl -s http://site')).toContain('HTTP 200')
    expect(await sh("curl -s -o /dev/null -w '%{http_code}' site")).toBe('200')
    expect(await sh('wget -qO- http://site')).toContain('HTTP 200')
    const result = await cli.run('exec web -- curl http://nowhere')
    expect(result).toMatchObject({ stdout: '', exitCode: 6 })
    expect(result.stderr).toContain('curl: (6) Could not resolve host: nowhere')
    expect(await sh('wget -q nowhere')).toContain("wget: bad address 'nowhere'")
  })

  it('ask the names of the cluster', async () => {
    expect(await sh('nslookup kubernetes')).toContain('kubernetes.default.svc.cluster.local')
  })
})

describe('who is meant', () => {
  it('is a pod of a deployment, by its name', async () => {
    await apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: { containers: [{ name: 'c', image: 'nginx' }] },
        },
      },
    })
    expect(await cli.run('exec deploy/shop -- hostname')).toMatchObject({
      stdout: expect.stringMatching(/^shop-/),
      stderr: '',
    })
  })

  it('is the first container, which is told', async () => {
    await apply(
      webPod(
        {
          containers: [
            { name: 'a', image: 'a' },
            { name: 'b', image: 'b' },
          ],
          volumes: [],
        },
        {},
        'two',
      ),
    )
    expect(await cli.run('exec two -- echo hi')).toEqual({
      stdout: 'hi\n',
      stderr: 'Defaulted container "a" out of: a, b\n',
      exitCode: 0,
    })
    expect((await cli.run('exec two -c b -- echo hi')).stderr).toBe('')
  })

  it.each([
    ['exec', 'error: pod, type/name or --filename must be specified\n'],
    ['exec web', 'error: you must specify at least one command for the container\n'],
    ['exec -- ls', 'error: pod, type/name or --filename must be specified\n'],
    [
      'exec web ls',
      "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubelite exec -h' for help and examples\n",
    ],
    ['exec nosuch -- ls', 'Error from server (NotFound): pods "nosuch" not found\n'],
    [
      'exec web -c nosuch -- ls',
      'Error from server (BadRequest): container nosuch is not valid for pod web\n',
    ],
    [
      'exec cm/settings -- ls',
      'error: cannot attach to *v1.ConfigMap: selector for *v1.ConfigMap not implemented\n',
    ],
    [
      'exec svc/kubernetes -- ls',
      "error: cannot attach to *v1.Service: invalid service 'kubernetes': Service is defined without a selector\n",
    ],
    [
      'exec web -- nosuch',
      'error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\n',
    ],
  ])('%s', async (line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it.each([
    [
      { nodeSelector: { none: 'x' } },
      {},
      'Error from server (BadRequest): pod other does not have a host assigned\n',
    ],
    [
      {},
      { envFrom: [{ configMapRef: { name: 'none' } }] },
      'error: unable to upgrade connection: container not found ("app")\n',
    ],
  ])('a pod with %o does not run: %s', async (spec, container, stderr) => {
    await apply(webPod(spec, container, 'other'))
    expect(await cli.run('exec other -- ls')).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('is nobody where the pod has ended', async () => {
    const pod = webPod({ restartPolicy: 'Never' }, {}, 'done')
    await apply({ ...pod, metadata: { ...pod.metadata, annotations: { 'kubelite.dev/exit-after': '1s' } } })
    await advance(2)
    expect((await cli.run('exec done -- ls')).stderr).toBe(
      'error: cannot exec into a container in a completed pod; current phase is Succeeded\n',
    )
  })

  it('cannot be asked where the node is down', async () => {
    await cli.run('fail node --all')
    expect((await cli.run('exec web -- ls')).stderr).toMatch(
      /^Error from server: error dialing backend: dial tcp [\d.]+:10250: connect: no route to host\n$/,
    )
  })
})

describe('exec tells beforehand', () => {
  const defaulted = 'Defaulted container "app" out of: app, second\n'
  const noTerminal = 'Unable to use a TTY - input is not a terminal or the right kind of file\n'
  const rows: [title: string, line: string, terminal: boolean, stderr: RegExp][] = [
    ['which container it is', 'exec two -- true', false, new RegExp(`^${defaulted}$`)],
    [
      'the same where the command fails',
      'exec two -- false',
      false,
      new RegExp(`^${defaulted}command terminated`),
    ],
    [
      'the same where there is no command',
      'exec two -- nosuch',
      false,
      new RegExp(`^${defaulted}error: Internal`),
    ],
    ['nothing with --quiet', 'exec two -q -- nosuch', false, /^error: Internal/],
    ['that there is no terminal', 'exec two -it -- cat', false, new RegExp(`^${defaulted}${noTerminal}$`)],
    ['nothing of a terminal that is there', 'exec two -it -- cat', true, new RegExp(`^${defaulted}$`)],
    ['nothing of a terminal that nobody asked for', 'exec two -c app -i -- cat', false, /^$/],
  ]
  it.each(rows)('%s', async (_title, line, terminal, stderr) => {
    const pod = webPod({}, {}, 'two')
    pod.spec.containers.push({ ...pod.spec.containers[0]!, name: 'second' })
    await apply(pod)
    expect((await cli.run(line, { terminal })).stderr).toMatch(stderr)
  })

  it('which container it is, where the node is not there', async () => {
    const containers = ['a', 'b'].map((name) => ({ name, image: 'nginx' }))
    await apply(webPod({ containers, volumes: [], nodeSelector: { none: 'x' } }, {}, 'pending'))
    expect((await cli.run('exec pending -- true')).stderr).toBe(
      'Defaulted container "a" out of: a, b\nError from server (BadRequest): pod pending does not have a host assigned\n',
    )
  })
})

describe('a pod is called by', () => {
  const long = `web-${'x'.repeat(58)}-7d4b9`
  it.each([
    ['its name', 'web-2', {}, 'web-2', '\tweb-2\n'],
    ['its hostname', 'web-2', { hostname: 'db' }, 'db', '\tdb\n'],
    [
      'its hostname in its domain',
      'web-2',
      { subdomain: 'nginx' },
      'web-2',
      '\tweb-2.nginx.default.svc.cluster.local\tweb-2\n',
    ],
    [
      'all of that name where it says so',
      'web-2',
      { subdomain: 'nginx', setHostnameAsFQDN: true },
      'web-2.nginx.default.svc.cluster.local',
      'web-2.nginx.default.svc.cluster.local\n',
    ],
    [
      'what its hostnameOverride says',
      'web-2',
      { hostname: 'db', hostnameOverride: 'my.host' },
      'my.host',
      '\tmy.host\n',
    ],
    ['no more than 63 characters of its name', long, {}, long.slice(0, 62), `\t${long.slice(0, 62)}\n`],
  ])('%s', async (_title, name, spec, hostname, line) => {
    await apply(webPod(spec, {}, name))
    expect(await sh('hostname', name)).toBe(`${hostname}\n`)
    expect(await sh('cat /etc/hosts', name)).toContain(line)
  })
})

describe('the message of a container that has ended', () => {
  const ended = async (script: string, container: object = {}) => {
    const command = ['sh', '-c', script]
    await apply(webPod({ restartPolicy: 'Never' }, { command, ...container }, 'ends'))
    const out = await cli.run(['get', 'pod', 'ends', '-o', 'jsonpath={.status.containerStatuses[0].state}'])
    return JSON.parse(out.stdout).terminated?.message
  }
  it.each([
    ['is what it wrote', 'echo so it is > /dev/termination-log; exit 1', {}, 'so it is\n'],
    [
      'is what it wrote where it was told to',
      'echo so > /tmp/log',
      { terminationMessagePath: '/tmp/log' },
      'so\n',
    ],
    ['is none where it wrote nothing', 'echo boom; exit 1', {}, undefined],
    [
      'is the end of its log where it failed and the policy says so',
      'echo one; echo boom >&2; exit 1',
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      'one\nboom\n',
    ],
    [
      'is not its log where it went well',
      'echo one',
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      undefined,
    ],
    [
      'is what it wrote, rather than its log',
      'echo one; echo two > /dev/termination-log; exit 1',
      { terminationMessagePolicy: 'FallbackToLogsOnError' },
      'two\n',
    ],
  ])('%s', async (_title, script, container, message) => {
    expect(await ended(script, container)).toBe(message)
  })

  it('is no longer than 4096 bytes, the last ones, and no longer than 80 lines of the log', async () => {
    expect(await ended('seq 1 2000 > /dev/termination-log')).toHaveLength(4096)
    await cli.run('delete pod ends')
    const policy = { terminationMessagePolicy: 'FallbackToLogsOnError' }
    const log: string = await ended('seq 1 500; exit 1', policy)
    expect(log.split('\n').slice(0, 1)).toEqual(['421'])
    expect(log.endsWith('\n500\n')).toBe(true)
  })

  it('is no longer than 2048 bytes of the log', async () => {
    const policy = { terminationMessagePolicy: 'FallbackToLogsOnError' }
    expect(await ended('seq -s- 1 1000; exit 1', policy)).toHaveLength(2048)
  })

  it('is the beginning of that where the containers of a pod have more than 12 KiB to say together', async () => {
    const said = (name: string) => ({
      name,
      image: 'busybox',
      command: ['sh', '-c', 'seq 1 1000 > /dev/termination-log'],
    })
    const containers = ['b', 'c', 'd', 'e'].map(said)
    const spec = { restartPolicy: 'Never', initContainers: [said('a')], containers }
    await apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'many' }, spec })
    const paths = '{..terminated.message}'
    const { stdout } = await cli.run(['get', 'pod', 'many', '-o', `jsonpath=${paths}`])
    const all = Array.from({ length: 1000 }, (_, index) => `${index + 1}\n`).join('')
    const each = all.slice(0, 12288 / 5)
    expect(stdout).toBe(Array(5).fill(each).join(' '))
  })

  it('stays with the run, and is not that of the next one', async () => {
    const command = ['sh', '-c', 'sleep 10; echo expired > /dev/termination-log']
    await apply(webPod({}, { command }, 'again'))
    const messages = async () => {
      const paths = '{.status.containerStatuses[0].lastState.terminated.message}|{..state.terminated.message}'
      return (await cli.run(['get', 'pod', 'again', '-o', `jsonpath=${paths}`])).stdout
    }
    await advance(11)
    expect(await messages()).toBe('expired\n|')
    await sh('echo killed > /dev/termination-log', 'again')
    await cli.run('fail pod again --exit-code=3')
    expect(await messages()).toContain('killed\n')
  })
})
