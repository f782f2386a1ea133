/** The columns of pods, from the statuses of transcript 04 and what newer printers add. */
import { describe, expect, it } from 'vitest'
import { pod } from '../../../../../src/api/kinds/core/pod/pod.ts'
import type { Pod } from '../../../../../src/generated/types.ts'
import { manifest, table } from '../../harness.ts'

function podOf(yaml: string): Pod {
  return manifest(pod, yaml)
}

const ONE = 'spec: {containers: [{name: c0}]}'
const TWO = 'spec: {containers: [{name: c0}, {name: c1}]}'
const INIT = 'spec: {containers: [{name: c0}], initContainers: [{name: i0}, {name: i1}]}'
const SIDECAR =
  'spec: {containers: [{name: c0}], initContainers: [{name: s, restartPolicy: Always}, {name: i1}]}'
const GONE = 'metadata: {name: a, deletionTimestamp: "2026-11-22T02:59:00Z"}'
const wait = (reason: string) =>
  `{name: c0, ready: false, restartCount: 0, state: {waiting: {reason: ${reason}}}}`
const end = (name: string, rest: string) =>
  `{name: ${name}, ready: false, restartCount: 0, state: {terminated: {${rest}}}}`
const run = (name: string, ready = true) =>
  `{name: ${name}, ready: ${ready}, restartCount: 0, state: {running: {}}}`
const INITIALIZING = '{name: c0, ready: false, restartCount: 0, state: {waiting: {reason: PodInitializing}}}'

describe('the table of pods', () => {
  const rows: Record<string, [spec: string, status: string, ready: string, status: string]> = {
    running: [ONE, `{phase: Running, containerStatuses: [${run('c0')}]}`, '1/1', 'Running'],
    'not ready': [
      TWO,
      `{phase: Running, containerStatuses: [${run('c0', false)}, ${run('c1', false)}]}`,
      '0/2',
      'Running',
    ],
    creating: [
      ONE,
      `{phase: Pending, containerStatuses: [${wait('ContainerCreating')}]}`,
      '0/1',
      'ContainerCreating',
    ],
    'back-off': [
      ONE,
      `{phase: Running, containerStatuses: [${wait('CrashLoopBackOff')}]}`,
      '0/1',
      'CrashLoopBackOff',
    ],
    'no image': [
      ONE,
      `{phase: Pending, containerStatuses: [${wait('ImagePullBackOff')}]}`,
      '0/1',
      'ImagePullBackOff',
    ],
    completed: [
      ONE,
      `{phase: Succeeded, containerStatuses: [${end('c0', 'exitCode: 0, reason: Completed')}]}`,
      '0/1',
      'Completed',
    ],
    error: [
      ONE,
      `{phase: Failed, containerStatuses: [${end('c0', 'exitCode: 1, reason: Error')}]}`,
      '0/1',
      'Error',
    ],
    'an exit code': [
      ONE,
      `{phase: Failed, containerStatuses: [${end('c0', 'exitCode: 3')}]}`,
      '0/1',
      'ExitCode:3',
    ],
    'a signal': [
      ONE,
      `{phase: Failed, containerStatuses: [${end('c0', 'exitCode: 137, signal: 9')}]}`,
      '0/1',
      'Signal:9',
    ],
    evicted: [ONE, '{phase: Failed, reason: Evicted}', '0/1', 'Evicted'],
    'first of two init containers': [
      INIT,
      `{phase: Pending, containerStatuses: [${INITIALIZING}], initContainerStatuses: [${run('i0', false)}, ${wait('PodInitializing')}]}`,
      '0/1',
      'Init:0/2',
    ],
    'second of two init containers': [
      INIT,
      `{phase: Pending, containerStatuses: [${INITIALIZING}], initContainerStatuses: [${end('i0', 'exitCode: 0')}, ${run('i1', false)}]}`,
      '0/1',
      'Init:1/2',
    ],
    'init back-off': [
      INIT,
      `{phase: Pending, initContainerStatuses: [${wait('CrashLoopBackOff')}]}`,
      '0/1',
      'Init:CrashLoopBackOff',
    ],
    'init error': [
      INIT,
      `{phase: Pending, initContainerStatuses: [${end('i0', 'exitCode: 1, reason: Error')}]}`,
      '0/1',
      'Init:Error',
    ],
    'init done': [
      INIT,
      `{phase: Pending, containerStatuses: [${INITIALIZING}], initContainerStatuses: [${end('i0', 'exitCode: 0')}, ${end('i1', 'exitCode: 0')}]}`,
      '0/1',
      'PodInitializing',
    ],
    'a sidecar counts': [
      SIDECAR,
      `{phase: Running, containerStatuses: [${run('c0')}], initContainerStatuses: [{name: s, ready: true, started: true, restartCount: 0, state: {running: {}}}, ${end('i1', 'exitCode: 0')}]}`,
      '2/2',
      'Running',
    ],
    terminating: [
      `${GONE}\n${ONE}`,
      `{phase: Running, containerStatuses: [${run('c0')}]}`,
      '1/1',
      'Terminating',
    ],
    'done and deleted': [
      `${GONE}\n${ONE}`,
      `{phase: Succeeded, containerStatuses: [${end('c0', 'exitCode: 0, reason: Completed')}]}`,
      '0/1',
      'Completed',
    ],
    'node lost': [
      `${GONE}\n${ONE}`,
      `{phase: Running, reason: NodeLost, containerStatuses: [${run('c0')}]}`,
      '1/1',
      'Unknown',
    ],
    'one of two done': [
      TWO,
      `{phase: Running, containerStatuses: [${run('c0')}, ${end('c1', 'exitCode: 0, reason: Completed')}]}`,
      '1/2',
      'NotReady',
    ],
    'one of two done, yet ready': [
      TWO,
      `{phase: Running, conditions: [{type: Ready, status: "True"}], containerStatuses: [${run('c0')}, ${end('c1', 'exitCode: 0, reason: Completed')}]}`,
      '1/2',
      'Running',
    ],
    gated: [
      ONE,
      '{phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: SchedulingGated}]}',
      '0/1',
      'SchedulingGated',
    ],
    unschedulable: [
      ONE,
      '{phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable}]}',
      '0/1',
      'Pending',
    ],
  }
  it.each(Object.entries(rows))('shows a pod: %s', (_name, [spec, status, ready, reason]) => {
    expect(table(pod, podOf(`${spec}\nstatus: ${status}`))).toMatchObject({ Ready: ready, Status: reason })
  })

  it('tells how often containers restarted, and when the last of them had ended', () => {
    const status =
      '{name: c0, ready: true, restartCount: 4, state: {running: {}}, lastState: {terminated: {exitCode: 1, finishedAt: "2026-11-22T02:55:00Z"}}}'
    const object = podOf(`${ONE}\nstatus: {phase: Running, containerStatuses: [${status}]}`)
    expect(table(pod, object).Restarts).toBe('4 (5m ago)')
  })

  it('shows in the wide form where the pod is and which gates it has passed', () => {
    const object = podOf(`
spec: {nodeName: node-1, containers: [{name: c0}], readinessGates: [{conditionType: example.com/lb}]}
status: {nominatedNodeName: node-2, podIPs: [{ip: 10.0.0.1}]}`)
    expect(table(pod, object, true)).toMatchObject({
      IP: '10.0.0.1',
      Node: 'node-1',
      'Nominated Node': 'node-2',
      'Readiness Gates': '0/1',
    })
    expect(table(pod, podOf(ONE), true)).toMatchObject({
      IP: '<none>',
      Node: '<none>',
      'Readiness Gates': '<none>',
    })
  })
})
