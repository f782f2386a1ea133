/** Why a real scheduler found no node for a pod, held against this one's reasons, in the words of newer versions. */
import { describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { type Block, hasTranscripts, readTranscript } from '../support/transcripts.ts'

const title = 'the recorded reasons for no node'
const skipped = `${title} (skipped: there is no ../shared/reference/transcripts)`

describe.skipIf(!hasTranscripts)(hasTranscripts ? title : skipped, () => {
  it.each(cases())('$line: $pod', async ({ pod, message }) => {
    await using cli = await recordedNodes(message)
    const created = await cli.run('create -n sched -f -', { stdin: pod })
    expect(created.stderr).toBe('')
    const { stdout } = await cli.run(['get', 'pod', 'p', '-n', 'sched', '-o', conditionMessage])
    expect(stdout.replace(/ (no new claims to deallocate, preemption: .*|not found)$/, '')).toBe(
      inNewWords(message),
    )
  })
})

const conditionMessage = 'jsonpath={.status.conditions[?(@.type=="PodScheduled")].message}'

interface Case {
  line: number
  pod: string
  message: string
}

/** Pods that could not be scheduled, with the message of the condition that says so. */
function cases(): Case[] {
  const found: Case[] = []
  let manifest: Block | undefined
  for (const block of readTranscript('33-scheduler')) {
    if (block.command === 'cat p.json') manifest = block
    const [condition] = block.command.endsWith("jsonpath='{.status.conditions}'") ? conditionsOf(block) : []
    if (manifest && condition?.reason === 'Unschedulable' && condition.message)
      found.push({ line: manifest.line, pod: manifest.stdout.trim(), message: condition.message })
  }
  return found
}

function conditionsOf({ stdout }: Block): { reason?: string; message?: string }[] {
  return stdout.trim() === '' ? [] : JSON.parse(stdout)
}

/** Reasons that concern the pod itself are no longer counted; taints are counted together. */
function inNewWords(message: string): string {
  const [, total = '', list = ''] = /^(0\/\d+ nodes are available): (.*)\.$/.exec(message) ?? []
  const counts = new Map<string, number>()
  for (const [, count, reason = ''] of list.matchAll(/(\d+) (.+?)(?=, \d+ |$)/g)) {
    const words = newReason(reason)
    if (words) counts.set(words, (counts.get(words) ?? 0) + Number(count))
  }
  const reasons = [...counts].map(([reason, count]) => (isOfPod(reason) ? reason : `${count} ${reason}`))
  return `${total}: ${reasons.sort().join(', ')}.`
}

function newReason(reason: string): string | undefined {
  if (/^node\(s\) had taint .* that the pod didn't tolerate$/.test(reason))
    return 'node(s) had untolerated taint(s)'
  if (reason === "node(s) didn't match pod affinity/anti-affinity") return undefined
  return reason.replace(/Pod's node affinity$/, "Pod's node affinity/selector")
}

function isOfPod(reason: string): boolean {
  return /^(persistentvolumeclaim "|pod has unbound)/.test(reason)
}

/** The recorded nodes; node-1 is cordoned where the message tells of a cordoned one. */
async function recordedNodes(message: string): Promise<TestCli> {
  const cli = createTestCli()
  const cordoned = message.includes('unschedulable')
  const nodes = [
    node('node-1', { cpu: '1', memory: '3840Mi' }, { labels: { disk: 'ssd' }, unschedulable: cordoned }),
    node('node-2', { cpu: '1', memory: '3840Mi' }, { taint: { key: 'dedicated', value: 'gpu' } }),
    node(
      'node-9',
      { cpu: '7800m', memory: '30Gi', 'example.com/gpu': '2' },
      { taint: { key: 'node-role.kubernetes.io/control-plane' } },
    ),
  ]
  await cli.run('init -f -', { stdin: nodes.join('\n---\n') })
  await cli.run('apply -f -', { stdin: neighbours })
  return cli
}

interface NodeTraits {
  labels?: Record<string, string>
  unschedulable?: boolean
  taint?: { key: string; value?: string }
}

function node(name: string, resources: object, { labels, unschedulable, taint }: NodeTraits): string {
  const allocatable = { ...resources, pods: '110', 'ephemeral-storage': '90Gi' }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels } },
    spec: {
      ...(unschedulable && { unschedulable }),
      ...(taint && { taints: [{ ...taint, effect: 'NoSchedule' }] }),
    },
    status: { capacity: allocatable, allocatable },
  })
}

/** What else was there: a pod of the agents on the free node, and a claim that nothing binds. */
const neighbours = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'sched' } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent-vlpd7', namespace: 'shop', labels: { app: 'agent' } },
    spec: { nodeName: 'node-1', containers: [{ name: 'agent', image: 'agent:2' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'unbound', namespace: 'sched' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'manual',
      resources: { requests: { storage: '1Gi' } },
    },
  },
]
  .map((object) => JSON.stringify(object))
  .join('\n---\n')
