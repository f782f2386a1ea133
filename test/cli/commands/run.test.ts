/** run. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const usage = (command: string) => `\nSee 'kubelite ${command} -h' for help and examples`

/** The container as -o yaml shows it, by lines below `spec`. */
const podYaml = (
  name: string,
  container: string,
  { metadata = '', labels = `    run: ${name}\n`, rest = '', restart = 'Always' } = {},
) =>
  `apiVersion: v1
kind: Pod
metadata:
${metadata}  labels:
${labels}  name: ${name}
spec:
  containers:
${container}  dnsPolicy: ClusterFirst
${rest}  restartPolicy: ${restart}
status: {}
`

describe('run', () => {
  const shown: [title: string, line: string, stdout: string][] = [
    [
      'a pod',
      'nginx --image=nginx',
      podYaml('nginx', '  - image: nginx\n    name: nginx\n    resources: {}\n'),
    ],
    [
      'ports, variables, labels and annotations',
      'nginx --image=nginx --port=80 --env=A=1 --env=B=2 --labels=app=x,tier=y --annotations=a=b',
      podYaml(
        'nginx',
        '  - env:\n    - name: A\n      value: "1"\n    - name: B\n      value: "2"\n    image: nginx\n    name: nginx\n    ports:\n    - containerPort: 80\n    resources: {}\n',
        { metadata: '  annotations:\n    a: b\n', labels: '    app: x\n    tier: "y"\n' },
      ),
    ],
    [
      'arguments',
      'bb --image=busybox --restart=Never -- sh -c "echo hi"',
      podYaml(
        'bb',
        '  - args:\n    - sh\n    - -c\n    - echo hi\n    image: busybox\n    name: bb\n    resources: {}\n',
        { restart: 'Never' },
      ),
    ],
    [
      'a command',
      'bb --image=busybox --command -- sleep 10',
      podYaml(
        'bb',
        '  - command:\n    - sleep\n    - "10"\n    image: busybox\n    name: bb\n    resources: {}\n',
      ),
    ],
    [
      'pull policies and privileges',
      'bb --image=busybox --restart=OnFailure --image-pull-policy=Always --privileged',
      podYaml(
        'bb',
        '  - image: busybox\n    imagePullPolicy: Always\n    name: bb\n    resources: {}\n    securityContext:\n      privileged: true\n',
        { restart: 'OnFailure' },
      ),
    ],
    [
      'a pod with standard input that nobody attaches to',
      'bb --image=busybox -it --attach=false',
      podYaml(
        'bb',
        '  - image: busybox\n    name: bb\n    resources: {}\n    stdin: true\n    stdinOnce: true\n    tty: true\n',
      ),
    ],
    [
      'a service with it',
      'nginx --image=nginx --port=80 --expose',
      `apiVersion: v1
kind: Service
metadata:
  name: nginx
spec:
  ports:
  - port: 80
    protocol: TCP
    targetPort: 80
  selector:
    run: nginx
status:
  loadBalancer: {}
---
---
${podYaml('nginx', '  - image: nginx\n    name: nginx\n    ports:\n    - containerPort: 80\n    resources: {}\n')}`,
    ],
    [
      'other fields',
      `nginx --image=nginx --overrides='{"spec":{"nodeSelector":{"disk":"ssd"}}}'`,
      podYaml('nginx', '  - image: nginx\n    name: nginx\n    resources: {}\n', {
        rest: '  nodeSelector:\n    disk: ssd\n',
      }),
    ],
    [
      'other fields of items of lists',
      `nginx --image=nginx --override-type=strategic --overrides='{"spec":{"containers":[{"name":"nginx","tty":true}]}}'`,
      podYaml('nginx', '  - image: nginx\n    name: nginx\n    resources: {}\n    tty: true\n'),
    ],
    [
      'other fields by operations',
      `nginx --image=nginx --override-type=json --overrides='[{"op":"replace","path":"/spec/restartPolicy","value":"Never"}]'`,
      podYaml('nginx', '  - image: nginx\n    name: nginx\n    resources: {}\n', { restart: 'Never' }),
    ],
  ]
  it.each(shown)('shows %s', async (_title, line, stdout) => {
    const [flags = '', ...behind] = line.split(' -- ')
    const call = [`run ${flags} --dry-run=client -o yaml`, ...behind].join(' -- ')
    expect(await cli.run(call)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect((await cli.run('get pods -o name')).stdout).toBe('')
  })

  it('names the namespace that is given', async () => {
    expect(
      (await cli.run('run nginx --image=nginx -n other --dry-run=client -o jsonpath={.metadata}')).stdout,
    ).toBe('{"labels":{"run":"nginx"},"name":"nginx","namespace":"other"}')
  })

  it('makes a pod that runs', async () => {
    expect(await cli.run('run one --image=nginx')).toEqual({
      stdout: 'pod/one created\n',
      stderr: '',
      exitCode: 0,
    })
    expect((await cli.run('get pod one --no-headers')).stdout).toMatch(/ Running /)
    expect((await cli.run('run one --image=nginx')).stderr).toBe(
      'Error from server (AlreadyExists): pods "one" already exists\n',
    )
  })

  it('makes a service that leads to it', async () => {
    expect((await cli.run('run two --image=nginx --port=80 --expose')).stdout).toBe(
      'service/two created\npod/two created\n',
    )
    expect((await cli.run('get endpoints two -o jsonpath={.subsets[*].ports[*].port}')).stdout).toBe('80')
  })

  it('tries, and saves what was sent', async () => {
    expect((await cli.run('run x --image=nginx --dry-run=server')).stdout).toBe(
      'pod/x created (server dry run)\n',
    )
    await cli.run('run x --image=nginx --save-config --record')
    expect(
      (
        await cli.run([
          'get',
          'pod',
          'x',
          '-o',
          'jsonpath={.metadata.annotations.kubernetes\\.io/change-cause}',
        ])
      ).stdout,
    ).toBe('kubelite run x --image=nginx --save-config=true --record=true')
    expect((await cli.run('annotate pod x --list')).stdout).toContain(
      'kubectl.kubernetes.io/last-applied-configuration={"kind":"Pod","apiVersion":"v1"',
    )
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['nothing', '', 'error: required flag(s) "image" not set'],
    ['no image', 'x', 'error: required flag(s) "image" not set'],
    [
      'an image without a value',
      'nginx --image',
      "error: flag needs an argument: --image\nSee 'kubelite run --help' for usage.",
    ],
    ['an empty image', 'nginx --image=', 'error: --image is required'],
    [
      'a bad image',
      'nginx --image=Bad:::Image',
      'error: Invalid image name "Bad:::Image": invalid reference format',
    ],
    ['no name', '--image=nginx', `error: NAME is required for run${usage('run')}`],
    [
      'other policies',
      'nginx --image=nginx --restart=Bogus',
      `error: invalid restart policy: Bogus${usage('run')}`,
    ],
    [
      'other pull policies',
      'nginx --image=nginx --image-pull-policy=Bogus',
      `error: invalid image pull policy: Bogus${usage('run')}`,
    ],
    [
      'replicas',
      'nginx --image=nginx --replicas=2',
      "error: unknown flag: --replicas\nSee 'kubelite run --help' for usage.",
    ],
    ['bad variables', 'nginx --image=nginx --env=bad', 'error: invalid env: bad'],
    ['bad labels', 'nginx --image=nginx --labels=bad', 'error: unexpected label spec: bad'],
    ['bad overrides', 'nginx --image=nginx --overrides=bad', 'error: Invalid JSON Patch'],
    [
      'other overrides',
      'nginx --image=nginx --overrides={} --override-type=x',
      'error: invalid override type: x',
    ],
    [
      'ports by name',
      'nginx --image=nginx --port=http',
      'error: strconv.Atoi: parsing "http": invalid syntax',
    ],
    [
      'a service without a port',
      'nginx --image=nginx --expose',
      `error: --port must be set when exposing a service${usage('run')}`,
    ],
    [
      'to remove what nobody attaches to',
      'nginx --image=nginx --rm',
      `error: --rm should only be used for attached containers${usage('run')}`,
    ],
    [
      'a terminal alone',
      'nginx --image=nginx -t',
      `error: -i/--stdin is required for containers with -t/--tty=true${usage('run')}`,
    ],
    [
      'to attach to what is only shown',
      '-it bb --image=busybox --dry-run=client -o yaml',
      `error: --dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)${usage('run')}`,
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(`run ${line}`.trim())).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
    expect((await cli.run('get pods -o name')).stdout).toBe('')
  })

  it('refuses bad names', async () => {
    expect((await cli.run('run Bad_Name --image=nginx')).stderr).toMatch(
      /^The Pod "Bad_Name" is invalid: \n\* metadata.name: .*\n\* spec.containers\[0\].name: .*\n$/,
    )
  })
})
