/** kubelite debug. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}, annotations: {team: shop}}
spec:
  initContainers: [{name: init, image: busybox, command: ['true']}]
  containers:
  - name: app
    image: nginx
    args: [serve]
    livenessProbe: {httpGet: {path: /, port: 80}}
  - {name: log, image: fluentd}
`
const LEGACY =
  '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  cli.file('web.yaml', pod)
  await cli.run('create -f web.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const read = async (name: string, path: string) => {
  const { stdout, stderr } = await cli.run(['get', ...name.split(' '), '-o', `jsonpath=${path}`])
  return stderr || stdout
}

describe('a debugging container in a pod', () => {
  it('runs beside the others', async () => {
    const { stdout, stderr, exitCode } = await cli.run(
      'debug web --image=busybox --target=app --env=A=1,B=2 -- sleep 60',
    )
    expect([stderr, exitCode]).toEqual([LEGACY, 0])
    const [, name] = stdout.match(
      /^Targeting container "app"\. If you don't see processes from this container it may be because the container runtime doesn't support this feature\.\nDefaulting debug container name to (debugger-[a-z0-9]{5})\.\n$/,
    )!
    expect(JSON.parse(await read('pod web', '{.spec.ephemeralContainers}'))).toEqual([
      {
        command: ['sleep', '60'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        image: 'busybox',
        imagePullPolicy: 'Always',
        name,
        resources: {},
        targetContainerName: 'app',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ])
    expect(await read('pod web', '{.status.ephemeralContainerStatuses[*].state}')).toContain('running')
    expect((await cli.run(`exec web -c ${name} -- hostname`)).stdout).toBe('web\n')
  })

  it('is talked to', async () => {
    const { stdout, exitCode } = await cli.run(
      'debug web -q -it --image=busybox -c shell --profile=general',
      {
        stdin: 'hostname\necho $0\nexit\n',
      },
    )
    expect([stdout.split('\n')[0], exitCode]).toEqual(['web', 0])
    expect(await read('pod web', '{.status.ephemeralContainerStatuses[0].state.terminated.reason}')).toBe(
      'Completed',
    )
    expect((await cli.run('get pod web --no-headers')).stdout).toMatch(/^web +2\/2 +Running +0 /)
  })

  it('comes behind those that were there, and leaves nothing else in the pod', async () => {
    cli.file(
      'bare.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {containers: [{name: c, image: nginx}]}\n',
    )
    await cli.run('create -f bare.yaml')
    await cli.run('debug bare -q -i --image=busybox -c zeta --profile=general', { stdin: 'exit\n' })
    await cli.run('debug bare --image=busybox -c alpha --profile=general')
    expect(await read('pod bare', '{.spec.ephemeralContainers[*].name}')).toBe('zeta alpha')
    expect((await cli.run('get pod bare -o yaml')).stdout).not.toContain('annotations')
  })

  it('shows what it has printed when it has ended at once', async () => {
    const { stdout } = await cli.run(
      'debug web -q --attach -c c --image=busybox --profile=baseline -- echo hello',
    )
    expect(stdout).toBe('hello\n')
  })

  it.each([
    ['general', '{"capabilities":{"add":["SYS_PTRACE"]}}'],
    ['baseline', ''],
    [
      'restricted',
      '{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}',
    ],
    ['netadmin', '{"capabilities":{"add":["NET_ADMIN","NET_RAW"]}}'],
    ['sysadmin', '{"privileged":true}'],
  ])('may do what its profile says: %s', async (profile, security) => {
    const { stderr } = await cli.run(`debug web -c d --image=busybox --profile=${profile}`)
    expect(stderr).toBe('')
    expect(await read('pod web', '{.spec.ephemeralContainers[0].securityContext}')).toBe(security)
  })

  it('takes more from a file', async () => {
    cli.file('custom.yaml', 'env: [{name: X, value: why}]\nsecurityContext: {runAsUser: 0}\n')
    const { stderr } = await cli.run('debug web -c d --image=busybox --profile=general --custom=custom.yaml')
    expect(stderr).toBe('')
    expect(await read('pod web', '{.spec.ephemeralContainers[0].env}')).toBe('[{"name":"X","value":"why"}]')
    expect(await read('pod web', '{.spec.ephemeralContainers[0].securityContext}')).toBe(
      '{"capabilities":{"add":["SYS_PTRACE"]},"runAsUser":0}',
    )
  })
})

describe('a copy of a pod', () => {
  it('has a container more, and other images', async () => {
    const { stdout } = await cli.run(
      'debug web --copy-to=twin --profile=general --image=busybox --set-image=app=nginx:debug',
    )
    expect(stdout).toMatch(/^Defaulting debug container name to debugger-[a-z0-9]{5}\.\n$/)
    expect(await read('pod twin', '{.spec.containers[*].image}')).toBe('nginx:debug fluentd busybox')
    expect(await read('pod twin', '{.metadata.labels}{.metadata.annotations}')).toBe('')
    expect(await read('pod twin', '{.spec.shareProcessNamespace}{.spec.containers[0].livenessProbe}')).toBe(
      'true',
    )
    expect(await read('pod twin', '{.status.phase}')).toBe('Running')
  })

  it('keeps what is to be kept', async () => {
    await cli.run(
      'debug web --copy-to=twin --profile=baseline --set-image=*=busybox --keep-labels --keep-annotations --keep-liveness',
    )
    expect(await read('pod twin', '{.spec.containers[*].image}')).toBe('busybox busybox')
    // Where only images change, no profile is applied at all.
    expect(await read('pod twin', '{.metadata.labels}{.metadata.annotations}')).toBe(
      '{"app":"web"}{"team":"shop"}',
    )
    await cli.run(
      'debug web --copy-to=third --profile=baseline -c d --image=busybox --keep-labels --keep-init-containers=false',
    )
    expect(await read('pod third', '{.metadata.labels}{.metadata.annotations}{.spec.initContainers}')).toBe(
      '{"app":"web"}',
    )
  })

  it('may be attached to where it begins, too', async () => {
    const line = 'debug web -q --attach --copy-to=twin -c init --profile=general -- echo hello'
    expect(await cli.run(line)).toEqual({ stdout: 'hello\n', stderr: '', exitCode: 0 })
  })

  it('runs another command in a container, in the place of the pod', async () => {
    await cli.run('debug web --copy-to=twin --replace --same-node -c app --profile=general -- sleep 9')
    expect(await read('pod twin', '{.spec.containers[0].command}{.spec.containers[0].args}')).toBe(
      '["sleep","9"]',
    )
    expect((await cli.run('get pod web')).stderr).toContain('not found')
  })
})

describe('a pod on a node', () => {
  it('is in the namespaces of the node', async () => {
    const { stdout } = await cli.run('debug node/worker-1 --image=busybox --profile=sysadmin')
    const [, name] = stdout.match(
      /^Creating debugging pod (node-debugger-worker-1-[a-z0-9]{5}) with container debugger on node worker-1\.\n$/,
    )!
    expect(
      await read(
        `pod ${name}`,
        '{.spec.nodeName} {.spec.hostNetwork} {.spec.hostPID} {.spec.hostIPC} {.spec.volumes[0].hostPath.path} {.spec.containers[0].securityContext.privileged}',
      ),
    ).toBe('worker-1 true true true / true')
    expect(await read(`pod ${name}`, '{.metadata.labels}')).toBe(
      '{"app.kubernetes.io/managed-by":"kubectl-debug"}',
    )
    expect(await read(`pod ${name}`, '{.status.phase}')).toBe('Running')
  })
})

describe('debug refuses', () => {
  it.each([
    ['web', 'you must specify --image when not using --copy-to.'],
    ['web --image=busybox --replace', '--replace may only be used with --copy-to.'],
    ['web --image=busybox --same-node', '--same-node may only be used with --copy-to.'],
    ['web --image=busybox --set-image=a=b', '--set-image may only be used with --copy-to.'],
    ['web --copy-to=x', 'you must specify --image, --set-image or command arguments.'],
    ['web --copy-to=x -- sh', 'you must specify an existing container or a new image when specifying args.'],
    [
      'web --attach',
      'you must specify --container or create a new container using --image in order to attach.',
    ],
    ['--image=busybox', 'NAME or filename is required for debug'],
    ['web --image=A:B:C', 'invalid image name "A:B:C": invalid reference format'],
    ['web --image=busybox --image-pull-policy=No', 'invalid image pull policy: No'],
    [
      'web --image=busybox --copy-to=x --target=app',
      '--target is incompatible with --copy-to. Use --share-processes instead.',
    ],
    ['web --image=busybox -t', '-i/--stdin is required for containers with -t/--tty=true'],
    ['web --image=busybox --profile=x', 'unknown profile: x'],
    [
      'web --image=busybox --custom=nosuch',
      'must pass a container spec json file for custom profile: open nosuch: no such file or directory',
    ],
  ])('%s', async (line, message) => {
    expect(await cli.run(`debug ${line}`)).toEqual({ stdout: '', stderr: `error: ${message}\n`, exitCode: 1 })
  })

  it.each([
    ['deploy/front', 'error: "apps/v1, Kind=Deployment" not supported by debug\n'],
    ['nosuch', 'Error from server (NotFound): pods "nosuch" not found\n'],
  ])('what cannot be debugged: %s', async (name, stderr) => {
    await cli.run('create deployment front --image=nginx')
    const result = await cli.run(`debug ${name} --image=busybox --profile=general`)
    expect(result).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})
