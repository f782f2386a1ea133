/** What containers are given (tokens, files, variables) from the first apply to a change that they notice later. */
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
  const { stdout, stderr } = await cli.run(['exec', target, '--', 'sh', '-c', line])
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
