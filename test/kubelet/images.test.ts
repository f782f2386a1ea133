/** Images: how they come to a node, and what a pod says while they do not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNode, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const missing = (name: string) =>
  `rpc error: code = NotFound desc = failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`

describe('an image', () => {
  const pulled =
    /^Normal Pulled Successfully pulled image "nginx:1.27" in 0s \(0s including waiting\)\. Image size: \d+ bytes\.$/
  const present =
    'Normal Pulled Container image "nginx:1.27" already present on machine and can be accessed by the pod'

  it('is pulled once to a node', async () => {
    await node.run()
    await node.run({ name: 'q' })
    expect(await node.events()).toEqual([
      'Normal Pulling Pulling image "nginx:1.27"',
      expect.stringMatching(pulled),
      'Normal Created Container created',
      'Normal Started Container started',
    ])
    expect(await node.events('q')).toContain(present)
  })

  it('is asked for each time if the policy says so, which takes no time then', async () => {
    await node.run({ annotations: { 'image-pull': '5s' }, container: { imagePullPolicy: 'Always' } })
    await node.at(5)
    await node.run({
      name: 'q',
      annotations: { 'image-pull': '5s' },
      container: { imagePullPolicy: 'Always' },
    })
    expect(await node.events('q')).toEqual(
      expect.arrayContaining(['Normal Pulling Pulling image "nginx:1.27"', expect.stringMatching(pulled)]),
    )
  })

  it('takes its time, one after the other in a pod', async () => {
    const containers = [
      { name: 'a', image: 'a:1' },
      { name: 'b', image: 'b:1' },
    ]
    await node.run({ annotations: { 'image-pull': '90s', 'image-pull.b': '1500ms' }, spec: { containers } })
    expect(summary(await node.at(89))).toBe('Pending a:ContainerCreating b:ContainerCreating')
    expect(summary(await node.at(90))).toBe('Pending a:running+ b:ContainerCreating')
    expect(summary(await node.at(92))).toBe('Running a:running+ b:running+')
    expect(await node.events()).toContainEqual(
      expect.stringContaining(
        'Successfully pulled image "a:1" in 1m30s (1m30s including waiting). Image size: ',
      ),
    )
    expect(await node.events()).toContainEqual(expect.stringContaining('image "b:1" in 1.5s (1.5s including'))
  })
})

describe('an image that no registry has', () => {
  it('is tried again after pauses that double up to five minutes', async () => {
    await node.run({ annotations: { 'images-missing': 'nginx:1.*' } })
    const pod = await node.cluster.get('Pod', 'p')
    expect(summary(pod)).toBe('Pending web:ImagePullBackOff')
    const error = missing('docker.io/library/nginx:1.27')
    expect(pod.status?.containerStatuses?.[0]).toMatchObject({
      image: 'nginx:1.27',
      imageID: '',
      restartCount: 0,
      state: { waiting: { message: `Back-off pulling image "nginx:1.27": ErrImagePull: ${error}` } },
    })
    for (const [index, second] of [10, 30, 70, 150, 310, 610, 910].entries()) {
      await node.at(second - 1)
      expect(await node.events()).toContainEqual(pulls(index + 1))
      await node.at(second)
      expect(await node.events()).toContainEqual(pulls(index + 2))
    }
    const events = await node.events()
    expect(events).toContain(`Warning Failed Failed to pull image "nginx:1.27": ${error} (x8)`)
    expect(events).toContain('Warning Failed Error: ErrImagePull (x8)')
    expect(events).toContain('Normal BackOff Back-off pulling image "nginx:1.27" (x8)')
    expect(events).toContain('Warning Failed Error: ImagePullBackOff (x8)')
  })

  it('is had at once when the pod is given another one', async () => {
    await node.run({ annotations: { 'images-missing': 'nginx:1.*' } })
    await node.cluster.patch('Pod', 'p', { spec: { containers: [{ name: 'web', image: 'nginx:2.0' }] } })
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running+')
  })

  function pulls(times: number): string {
    return `Normal Pulling Pulling image "nginx:1.27"${times > 1 ? ` (x${times})` : ''}`
  }
})

it('fails to pull for a time', async () => {
  await node.run({ annotations: { 'image-pull-fails': '25s' } })
  expect(summary(await node.at(29))).toBe('Pending web:ImagePullBackOff')
  expect(summary(await node.at(30))).toBe('Running web:running+')
})

describe('the message of a pull that fails', () => {
  it.each<[string, string, Record<string, string>, string]>([
    [
      'an unknown host',
      'registry.invalid:5000/team/app:v1',
      {},
      'failed to pull and unpack image "registry.invalid:5000/team/app:v1": failed to resolve reference "registry.invalid:5000/team/app:v1": failed to do request: Head "https://registry.invalid:5000/v2/team/app/manifests/v1": dial tcp: lookup registry.invalid: no such host',
    ],
    [
      'a registry that does not answer',
      'registry.example.com/app',
      { 'image-pull-fails': 'forever' },
      'failed to pull and unpack image "registry.example.com/app:latest": failed to resolve reference "registry.example.com/app:latest": failed to do request: Head "https://registry.example.com/v2/app/manifests/latest": dial tcp: lookup registry.example.com: i/o timeout',
    ],
    [
      'an image without a tag that is missing with all of its tags',
      'example.com/app:v3',
      { 'images-missing': 'other,example.com/app' },
      missing('example.com/app:v3'),
    ],
  ])('for %s', async (_title, image, annotations, message) => {
    await node.run({ annotations, container: { image } })
    expect(await node.events()).toContain(`Warning Failed Failed to pull image "${image}": ${message}`)
  })
})

describe('a name that is none', () => {
  const text = (image: string, problem: string) =>
    `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${problem}`

  it.each([
    ['NGINX', ': repository name (library/NGINX) must be lowercase'],
    ['team/App:1', ': repository name (team/App) must be lowercase'],
    ['nginx:', ''],
    ['nginx:a:b', ''],
    ['nginx@sha256:abc', ''],
    ['-nginx', ''],
  ])('%s is not pulled', async (image, problem) => {
    const pod = await node.run({ container: { image } })
    expect(summary(pod)).toBe('Pending web:InvalidImageName')
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(text(image, problem))
    expect(await node.events()).toEqual([
      `Warning InspectFailed ${text(image, problem)}`,
      'Warning Failed Error: InvalidImageName',
    ])
    expect(summary(await node.at(3600))).toBe('Pending web:InvalidImageName')
  })

  it('is not asked for by the policy Never if nobody has it', async () => {
    const pod = await node.run({
      annotations: { 'images-missing': 'nginx' },
      container: { imagePullPolicy: 'Never' },
    })
    expect(summary(pod)).toBe('Pending web:ErrImageNeverPull')
    expect(await node.events()).toEqual([
      'Warning ErrImageNeverPull Container image "nginx:1.27" is not present with pull policy of Never',
      'Warning Failed Error: ErrImageNeverPull',
    ])
  })
})
