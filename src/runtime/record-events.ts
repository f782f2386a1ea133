/** The event recorder: writes Events, counts repetitions, and stops a source that repeats itself too much. */

import type { KubeObject } from '../apimachinery/object.ts'
import { isAlreadyExists, isForbidden, isNotFound } from '../apimachinery/status-error.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Client } from '../apiserver/client.ts'
import type { Clock } from '../base/clock.ts'
import type { Event } from '../generated/types.ts'
import type { EventRecorder } from './event-recorder.ts'

/** Each source may record so many events about one object at once, and one more every five minutes (client-go). */
const burst = 25
const refillMs = 300_000
/** From so many different messages within ten minutes on, they are recorded as one combined event. */
const maxSimilar = 10
const similarWindowMs = 600_000

export interface RecorderOptions {
  client: Client
  clock: Clock
  /** source.component and reportingComponent: 'kubelet', 'default-scheduler'. */
  component: string
}

interface Occurrence {
  object: KubeObject
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  fieldPath?: string
  host?: string
}

/** A recorder for one component. Events that cannot be stored (their namespace goes away) are dropped. */
export function createEventRecorder(options: RecorderOptions): EventRecorder {
  const { client, clock } = options
  const buckets = new Map<string, { tokens: number; at: number }>()
  let sequence = 0
  return {
    async event(object, type, reason, message, { fieldPath, host } = {}) {
      if (!takeToken(buckets, `${object.metadata.uid}`, clock.now())) return
      const seen: Occurrence = {
        object,
        type,
        reason,
        message,
        ...(fieldPath && { fieldPath }),
        ...(host && { host }),
      }
      try {
        const known = await fold(options, seen)
        if (typeof known !== 'string') await countUp(options, known, seen)
        else await createFresh(client, () => newEvent(options, { ...seen, message: known }, sequence++))
      } catch (error) {
        if (!isForbidden(error) && !isNotFound(error)) throw error
      }
    },
  }
}

function takeToken(
  buckets: Map<string, { tokens: number; at: number }>,
  source: string,
  now: number,
): boolean {
  const bucket = buckets.get(source) ?? { tokens: burst, at: now }
  const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMs)
  const allowed = tokens >= 1
  buckets.set(source, { tokens: allowed ? tokens - 1 : tokens, at: now })
  return allowed
}

/** The stored event that this occurrence counts up; or the text under which it is to be stored as a new one. */
async function fold(
  { client, clock, component }: RecorderOptions,
  seen: Occurrence,
): Promise<Event | string> {
  const uid = seen.object.metadata.uid
  if (uid === undefined) return seen.message
  const similar = (await client.lookup('Event', 'involved', uid)).filter((event) =>
    isSimilar(event, seen, component),
  )
  const same = similar.find(({ message }) => message === seen.message)
  if (same) return same
  const recent = similar.filter(
    ({ lastTimestamp }) => clock.now() - Date.parse(lastTimestamp ?? '') < similarWindowMs,
  )
  if (recent.length < maxSimilar) return seen.message
  return recent.find(({ message }) => isCombined(message)) ?? combine(seen.message)
}

async function countUp({ client, clock }: RecorderOptions, event: Event, seen: Occurrence): Promise<void> {
  const { resourceVersion: _, ...metadata } = event.metadata
  const message = event.message === seen.message ? seen.message : combine(seen.message)
  const count = (event.count ?? 1) + 1
  await client.update('Event', { ...event, metadata, message, count, lastTimestamp: formatTime(clock.now()) })
}

function isSimilar(event: Event, { type, reason, fieldPath }: Occurrence, component: string): boolean {
  return (
    event.type === type &&
    event.reason === reason &&
    event.source?.component === component &&
    event.involvedObject.fieldPath === fieldPath
  )
}

const combinedPrefix = '(combined from similar events): '

function isCombined(message: string | undefined): boolean {
  return message?.startsWith(combinedPrefix) ?? false
}

function combine(message: string): string {
  return combinedPrefix + message
}

/** The name holds the time; events of the same object at the same time are told apart by a sequence. */
async function createFresh(client: Client, make: () => Event): Promise<void> {
  for (;;) {
    try {
      await client.create('Event', make())
      return
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
  }
}

function newEvent({ clock, component }: RecorderOptions, seen: Occurrence, sequence: number): Event {
  const { object, type, reason, message, fieldPath, host } = seen
  const { name = '', namespace, uid, resourceVersion } = object.metadata
  const now = formatTime(clock.now())
  const nanos = BigInt(clock.now()) * 1_000_000n + BigInt(sequence)
  const source = { component, ...(host && { host }) }
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${nanos.toString(16)}`, namespace: namespace || 'default' },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
      ...(fieldPath && { fieldPath }),
    },
    reason,
    message,
    type,
    source,
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
    reportingComponent: component,
    reportingInstance: host ?? '',
  }
}
