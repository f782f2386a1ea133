/** Annotations under kubelite.dev/: what they may say, and how they are refused. */

import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { behaviourOf, containerBehaviours } from '../../src/api/behaviour/container.ts'
import { nodeBehaviours } from '../../src/api/behaviour/node.ts'
import { podOrders } from '../../src/api/behaviour/pod.ts'
import { serviceBehaviours } from '../../src/api/behaviour/service.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { rejection, testServer } from '../support/server.ts'

let client: Client

beforeEach(async () => {
  client = (await testServer()).client
})

const spec = { containers: [{ name: 'web', image: 'nginx' }] }

function pod(annotations: Record<string, string>) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', annotations },
    spec: structuredClone(spec),
  }
}

describe('a pod is refused', () => {
  it.each([
    [{ 'kubelite.dev/exit-late': '1s' }, 'unknown annotation of kubelite, which knows '],
    [{ 'kubelite.dev/toString': '1s' }, 'unknown annotation of kubelite'],
    [{ 'kubelite.dev/exit-after.db': '1s' }, 'there is no container "db"'],
    [{ 'kubelite.dev/exit-after': 'soon' }, 'must be a duration such as 90s or 1m30s'],
    [{ 'kubelite.dev/exit-after': '-1s' }, 'must be a duration such as 90s or 1m30s'],
    [{ 'kubelite.dev/ready-after': 'later' }, 'must be a duration such as 90s, or never'],
    [{ 'kubelite.dev/exit-code': '256' }, 'must be a whole number from 0 to 255'],
    [{ 'kubelite.dev/exit-times': '0' }, 'must be a whole number from 1 to 1000000'],
    [{ 'kubelite.dev/images-missing': 'a,,b' }, 'must be image names parted by commas'],
    [{ 'kubelite.dev/fail': 'Slow' }, 'must be one of Error, OOMKilled, Completed, Evicted, Unready'],
    [{ 'kubelite.dev/fail': 'OOMKilled:1' }, 'OOMKilled does not go with exit code 1'],
    [{ 'kubelite.dev/fail': 'Error:0' }, 'Error does not go with exit code 0'],
  ])('for %j', async (annotations, message) => {
    const [[key, value]] = Object.entries(annotations) as [[string, string]]
    const error = await rejection(client.create('Pod', pod(annotations)))
    expect(error.message).toContain(
      `metadata.annotations[${key}]: Invalid value: ${JSON.stringify(value)}: ${message}`,
    )
  })
})

it('says the same of the template of a workload, in which nothing can be made to fail now', async () => {
  const template = (annotations: Record<string, string>) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' }, annotations }, spec: structuredClone(spec) },
    },
  })
  for (const key of ['kubelite.dev/nonsense', 'kubelite.dev/fail']) {
    const error = await rejection(client.create('Deployment', template({ [key]: 'Error' })))
    expect(error.message).toContain(
      `spec.template.metadata.annotations[${key}]: Invalid value: "Error": unknown`,
    )
  }
  await client.create('Deployment', template({ 'kubelite.dev/exit-after.web': '3s' }))
})

it('refuses annotations of a node that no node knows', async () => {
  const node = (annotations: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n', annotations },
  })
  const unknown = await rejection(client.create('Node', node({ 'kubelite.dev/exit-after': '1s' })))
  expect(unknown.message).toContain('unknown annotation of kubelite, which knows kubelet')
  const value = await rejection(client.create('Node', node({ 'kubelite.dev/kubelet': 'off' })))
  expect(value.message).toContain('must be "stopped"')
  await client.create('Node', node({ 'kubelite.dev/kubelet': 'stopped' }))
})

it('lets what is said of one container go before what is said of all', () => {
  const { metadata } = pod({
    'kubelite.dev/exit-code': '1',
    'kubelite.dev/exit-code.web': '2',
    'kubelite.dev/startup.web': '1m30s',
  })
  expect(behaviourOf({ metadata }, { name: 'web' })).toEqual({ 'exit-code': 2, startup: 90_000 })
  expect(behaviourOf({ metadata }, { name: 'db' })).toEqual({ 'exit-code': 1 })
})

describe('docs/behaviours.md', () => {
  const text = readFileSync(new URL('../../docs/behaviours.md', import.meta.url), 'utf8')
  const rows = Object.entries({
    ...containerBehaviours,
    ...podOrders,
    ...nodeBehaviours,
    ...serviceBehaviours,
  })

  it.each(rows)('has the row of %s as it is in the table', (name, { about, values, example, parse }) => {
    const shown = /^\d+$/.test(example) ? `'${example}'` : example
    const key = `kubelite.dev/${name}`
    expect(text).toContain(`| \`${key}\` | ${values} | ${about} | \`${key}: ${shown}\` |`)
    expect(() => parse(example)).not.toThrow()
  })

  it('has no other row', () => {
    const named = [...text.matchAll(/^\| `kubelite\.dev\/([\w-]+)`/gm)].map(([, name]) => name)
    expect(named).toEqual(rows.map(([name]) => name))
  })
})
