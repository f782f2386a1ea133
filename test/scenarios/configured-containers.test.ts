/** What containers are given (tokens, files, variables) from the first apply to a change that they notice later. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function apply(...objects: object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  expect(await cli.run('apply -f -', { stdin: JSON.stringify(list) })).toMatchObject({ exitCode: 0 })
}

function pod(spec: object, container: object = {}, name = 'web') {
  const containers = [{ name: 'app', image: 'nginx:1.27', ...container }]
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, ...spec } }
}

/** What a line of a shell prints in the container. */
async function sh(line: string, target = 'web'): Promise<string> {
  const { stdout, stderr } = await cli.run(['exec', target, '-c', 'app', '--', 'sh', '-c', line])
  return stdout + stderr
}

async function advance(seconds: number): Promise<void> {
  await (await cli.cluster()).advance(seconds * 1000)
}

describe('the token in a pod', () => {
  const PATH = '/var/run/secrets/kubernetes.io/serviceaccount/token'

  it('is one that the API server knows again, as the user of its account', async () => {
    await apply(pod({}))
    const token = await sh(`cat ${PATH}`)
    const { stdout } = await cli.run(['auth', 'whoami', `--token=${token}`, '-o', 'json'])
    const { uid } = JSON.parse((await cli.run('get pod web -o json')).stdout).metadata
    expect(JSON.parse(stdout).status.userInfo).toMatchObject({
      username: 'system:serviceaccount:default:default',
      extra: { 'authentication.kubernetes.io/pod-uid': [uid] },
    })
  })

  it('stays the same until four fifths of its time are over', async () => {
    await apply(pod({}))
    const token = await sh(`cat ${PATH}`)
    await advance(2800)
    expect(await sh(`cat ${PATH}`)).toBe(token)
    await advance(100)
    expect(await sh(`cat ${PATH}`)).not.toBe(token)
  })

  it('is worth nothing once the pod is gone', async () => {
    await apply(pod({}))
    const token = await sh(`cat ${PATH}`)
    await cli.run('delete pod web')
    expect(await cli.run(['get', 'pods', `--token=${token}`])).toMatchObject({
      stderr: 'error: You must be logged in to the server (Unauthorized)\n',
      exitCode: 1,
    })
  })
})

describe('a container that runs a script', () => {
  const LOOP = ['sh', '-c', 'while true; do echo hello; sleep 5; done']
  const PROBE = { httpGet: { path: '/', port: 80 }, periodSeconds: 5 }
  const PORTS = [{ containerPort: 80 }]

  it.each([
    ['has nobody who listens', LOOP, {}, 7, 'container app of pod web runs a script that listens on no port'],
    ['answers where it calls a server', ['sh', '-c', 'echo hello; nginx'], {}, 0, '200 OK'],
    ['answers where it listens by itself', ['sh', '-c', 'nc -lk -p 80'], {}, 0, '200 OK'],
    ['answers as annotations say', LOOP, { 'kubelite.dev/startup': '0s' }, 0, '200 OK'],
    ['answers where annotations say how it ends', LOOP, { 'kubelite.dev/exit-after': '1h' }, 0, '200 OK'],
  ])('%s: probes and requests agree', async (_title, command, annotations, exitCode, text) => {
    const web = pod({}, { command, ports: PORTS, readinessProbe: PROBE })
    await apply({ ...web, metadata: { ...web.metadata, annotations } })
    await advance(10)
    const ready = (await cli.run('get pod web -o jsonpath={.status.containerStatuses[0].ready}')).stdout
    expect(ready).toBe(String(exitCode === 0))
    const address = (await cli.run('get pod web -o jsonpath={.status.podIP}')).stdout
    await apply(pod({}, {}, 'client'))
    const asked = await cli.run(`curl http://${address}/ --from pod/client`)
    expect(asked.exitCode).toBe(exitCode)
    expect(asked.stdout + asked.stderr).toContain(text)
  })

  it('leaves the ports to the container beside it', async () => {
    await apply(
      pod({
        containers: [
          { name: 'log', image: 'busybox', command: LOOP },
          { name: 'app', image: 'nginx' },
        ],
      }),
    )
    await apply(pod({}, {}, 'client'))
    const address = (await cli.run('get pod web -o jsonpath={.status.podIP}')).stdout
    expect((await cli.run(`curl http://${address}/ --from pod/client`)).exitCode).toBe(0)
  })
})

describe('the files of a config map', () => {
  const settings = (data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings' },
    data,
  })
  const VOLUME = { volumes: [{ name: 'config', configMap: { name: 'settings', optional: true } }] }
  const MOUNT = { volumeMounts: [{ name: 'config', mountPath: '/etc/config' }] }
  const script = (text: string) => ({ image: 'busybox:1.36', command: ['sh', '-c', text] })

  it('are links into a folder that is replaced as a whole', async () => {
    await apply(settings({ colour: 'blue', size: 'big' }), pod(VOLUME, MOUNT))
    const folder = (await sh('readlink /etc/config/..data')).trim()
    expect(folder).toMatch(/^\.\.2026_11_22_12_00_00\.\d+$/)
    expect(await sh('ls /etc/config; readlink /etc/config/colour; cat /etc/config/*')).toBe(
      'colour\nsize\n..data/colour\nbluebig',
    )
    await apply(settings({ colour: 'red' }))
    expect(await sh('ls /etc/config; readlink /etc/config/..data')).toBe(`colour\nsize\n${folder}\n`)
    await advance(61)
    expect(await sh('ls /etc/config')).toBe('colour\n')
    expect((await sh('readlink /etc/config/..data')).trim()).toMatch(/^\.\.2026_11_22_12_01_00\.\d+$/)
  })

  it('are copied once', async () => {
    await apply(settings({ colour: 'blue' }), pod(VOLUME, MOUNT))
    expect((await cli.run('cp web:/etc/config config')).exitCode).toBe(0)
    expect(readdirSync(join(cli.folder, 'config'))).toEqual(['colour'])
  })

  it('change for a script that runs, at the next sync, while its variables stay', async () => {
    const env = [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }]
    const text = 'while true; do echo "$COLOUR $(cat /etc/config/colour)"; sleep 20; done'
    await apply(settings({ colour: 'blue' }), pod(VOLUME, { ...script(text), ...MOUNT, env }))
    await advance(90)
    await apply(settings({ colour: 'red' }))
    await advance(60)
    await apply(settings({ colour: 'green' }))
    await advance(60)
    const { stdout } = await cli.run('logs web')
    const seen = [...Array(6).fill('blue'), ...Array(3).fill('red'), ...Array(2).fill('green')]
    expect(stdout).toBe(seen.map((colour) => `blue ${colour}\n`).join(''))
  })

  it('that comes later appear for a script that waits for them', async () => {
    const text = 'until cat /etc/config/colour 2>/dev/null; do sleep 7; done; exit 3'
    await apply(pod({ ...VOLUME, restartPolicy: 'Never' }, { ...script(text), ...MOUNT }))
    await advance(30)
    await apply(settings({ colour: 'blue' }))
    await advance(32)
    expect((await cli.run('get pod web -o jsonpath={.status.phase}')).stdout).toBe('Running')
    await advance(8)
    expect(
      (await cli.run('get pod web -o jsonpath={.status.containerStatuses[0].state.terminated}')).stdout,
    ).toMatch(/"exitCode":3,"finishedAt":"2026-11-22T12:01:03Z"/)
  })

  it('turn an exec probe when they change', async () => {
    const readinessProbe = { exec: { command: ['grep', '-q', 'open', '/etc/config/gate'] }, periodSeconds: 5 }
    const ready = async () =>
      (await cli.run('get pod web -o jsonpath={.status.containerStatuses[0].ready}')).stdout
    await apply(
      settings({ gate: 'shut' }),
      pod(VOLUME, { ...script('sleep infinity'), ...MOUNT, readinessProbe }),
    )
    await advance(70)
    expect(await ready()).toBe('false')
    await apply(settings({ gate: 'open' }))
    await advance(45)
    expect(await ready()).toBe('false')
    await advance(15)
    expect(await ready()).toBe('true')
  })

  it('stay when a key that is asked for goes', async () => {
    const items = [{ key: 'colour', path: 'colour' }]
    const volumes = [{ name: 'config', configMap: { name: 'settings', items } }]
    await apply(settings({ colour: 'blue' }), pod({ volumes }, MOUNT))
    await apply(settings({ other: 'x' }))
    await advance(61)
    expect(await sh('cat /etc/config/colour')).toBe('blue')
  })
})

describe('variables out of a file that an init container writes', () => {
  const reading = (text: string, optional = false, spec: object = {}) => {
    const fileKeyRef = { volumeName: 'shared', path: 'made.env', key: 'ADDRESS', optional }
    const setup = {
      name: 'setup',
      image: 'busybox:1.36',
      command: ['sh', '-c', text],
      volumeMounts: [{ name: 'shared', mountPath: '/data' }],
    }
    return pod(
      { initContainers: [setup], volumes: [{ name: 'shared', emptyDir: {} }], ...spec },
      { env: [{ name: 'WHERE', valueFrom: { fileKeyRef } }] },
    )
  }
  const file = (text: string) => `cat > /data/made.env <<'EOF'\n${text}\nEOF`

  it.each([
    ['a value in single quotes', file("OTHER='x'\nADDRESS='a b'"), 'a b'],
    ['a value over two lines', file("ADDRESS='a\nb' # remark"), 'a\nb'],
    ['after remarks and blanks', file("# remark\n\n  ADDRESS='$HOME'"), '$HOME'],
    ['written after a while', `sleep 5; ${file("ADDRESS='late'")}`, 'late'],
  ])('hold %s', async (_title, text, value) => {
    await apply(reading(text))
    await advance(6)
    expect(await sh('printf %s "$WHERE"')).toBe(value)
  })

  it.each([
    ['without quotes', file('ADDRESS=x'), false, "couldn't parse env file"],
    ['with a blank before the sign', file("ADDRESS ='x'"), false, "couldn't parse env file"],
    ['with a quote that stays open', file("ADDRESS='x"), false, "couldn't parse env file"],
    ['with more behind the value', file("ADDRESS='x' y"), false, "couldn't parse env file"],
    ['that is not there', 'true', false, "couldn't parse env file"],
    ['without the key', file("OTHER='x'"), false, 'environment variable key "ADDRESS" not found in file'],
    ['without the key, which is optional', file("OTHER='x'"), true, undefined],
    ['that is not there, and optional', 'true', true, undefined],
  ])('of a file %s', async (_title, text, optional, message) => {
    await apply(reading(text, optional))
    const status = (await cli.run('get pod web -o jsonpath={.status.containerStatuses[0].state}')).stdout
    if (message === undefined) expect(await sh('env | grep -c WHERE')).toContain('0\n')
    else
      expect(JSON.parse(status).waiting).toMatchObject({
        reason: 'CreateContainerConfigError',
        message: expect.stringContaining(message),
      })
  })

  it.each([
    ['there', 'none', 'Not found: "none"'],
    [
      'one that containers write',
      'fixed',
      'Invalid value: "fixed": referenced volume must be of type emptyDir',
    ],
  ])('are refused if the volume is not %s', async (_title, volumeName, message) => {
    const fileKeyRef = { volumeName, path: 'a', key: 'A' }
    const made = pod(
      { volumes: [{ name: 'fixed', configMap: { name: 'settings' } }] },
      { env: [{ name: 'A', valueFrom: { fileKeyRef } }] },
    )
    const { stderr, exitCode } = await cli.run('apply -f -', { stdin: JSON.stringify(made) })
    expect(stderr).toContain(`spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: ${message}`)
    expect(exitCode).toBe(1)
  })
})

describe('what takes too much in a container', () => {
  it.each([
    ['an endless pipe', 'yes | cat'],
    ['a recursion', 'f() { f; }; f'],
    ['a loop of subshells', 'while true; do (true); done'],
  ])(
    '%s is ended, and the cluster goes on',
    async (_title, text) => {
      await apply(pod({}))
      const began = performance.now()
      const { stdout, stderr } = await cli.run(['exec', 'web', '--', 'sh', '-c', text])
      expect(performance.now() - began).toBeLessThan(15_000)
      expect((stdout + stderr).length).toBeLessThan(3 * 1024 * 1024)
      expect(await sh('echo alive')).toBe('alive\n')
    },
    30_000,
  )
})
