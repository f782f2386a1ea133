/** The event recorder: writes Events, counts repetitions, and stops a source that repeats itself too much. */
import { eventMinute, expiryOf } from '../api/kinds/core/event/minute.ts'
import { checkDns1123Subdomain } from '../apimachinery/names.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Client } from '../apiserver/client.ts'
import type { Clock } from '../base/clock.ts'
import { createRecent, type Recent } from '../base/recent.ts'
import type { Event } from '../generated/types.ts'
import type { EventRecorder } from './event-recorder.ts'
import { storeEvents, type Unstored } from './store-events.ts'

/** Each source may record so many events about one object at once, and one more every five minutes (client-go). */
const BURST = 25
const REFILL_MS = 300_000
/** From so many different messages within ten minutes on, they are recorded as one combined event. */
const MAX_SIMILAR = 10
const SIMILAR_WINDOW_MS = 600_000
/** Objects about which a recorder remembers what it told (client-go's maxLruCacheEntries). */
const REMEMBERED = 4096

/** Who records, and by which client. */
export interface RecorderOptions {
  client: Client
  clock: Clock
  /** source.component and reportingComponent: 'kubelet', 'default-scheduler'. */
  component: string
  /** Numbers that only grow, for the order of what is told at the same time. Recorders may share them. */
  nextNumber?(): number
  /** Stores Events of one namespace in one revision; throws where one of them is refused. */
  store?(events: readonly Event[]): Promise<void>
}

interface Occurrence {
  object: KubeObject
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  fieldPath?: string
  host?: string
  component: string
}

/** What a recorder knows. */
interface Memory {
  /** What was told lately, by the uid of the object: that is read from the store only once. */
  told: Recent<Event[]>
  /** What is not stored yet, by name, in its order. */
  pending: Map<string, Unstored>
}

/** What an event is about. */
type Subject = Pick<Event['involvedObject'], 'kind' | 'name'>

interface Bucket {
  tokens: number
  at: number
}

/** A recorder for one component. Events that cannot be stored (their namespace goes away) are dropped. */
export function createEventRecorder(options: RecorderOptions): EventRecorder {
  const { clock, nextNumber = countFrom(0) } = options
  const buckets = createRecent<Bucket>(REMEMBERED)
  const memory: Memory = { told: createRecent(REMEMBERED), pending: new Map() }
  return {
    async event(object, type, reason, message, { fieldPath, host, component = options.component } = {}) {
      if (!takeToken(buckets, `${object.metadata.uid}`, clock.now())) return
      const seen: Occurrence = {
        object,
        type,
        reason,
        message,
        component,
        ...(fieldPath && { fieldPath }),
        ...(host && { host }),
      }
      await record(options, memory, seen, nextNumber)
    },
    async flush() {
      if (memory.pending.size === 0) return
      const events = [...memory.pending.values()]
      memory.pending.clear()
      await storeEvents(options, events, ({ involvedObject }) =>
        eventName(involvedObject, clock.now(), nextNumber()),
      )
    },
  }
}

/** Numbers from a first one on. */
export function countFrom(first: number): () => number {
  let next = first
  return () => next++
}

async function record(
  options: RecorderOptions,
  memory: Memory,
  seen: Occurrence,
  nextNumber: () => number,
): Promise<void> {
  const { told } = memory
  const { uid } = seen.object.metadata
  const before = uid === undefined ? [] : (told.get(uid) ?? (await recallTold(options, told, uid, seen)))
  dropExpired(options, before)
  const known = fold(options, before, seen)
  const counted = typeof known === 'string' ? undefined : await countUp(options, memory, known, seen)
  const message = typeof known === 'string' ? known : seen.message
  const event = counted ?? newEvent(options, { ...seen, message }, nextNumber())
  if (!counted) memory.pending.set(event.metadata.name ?? '', { event, isNew: true })
  // Those seen last stand at the end.
  if (typeof known !== 'string') before.splice(before.indexOf(known), 1)
  before.push(event)
}

/** An object of long life is told of again and again: what the store has let go is no longer remembered either. */
function dropExpired({ clock }: RecorderOptions, events: Event[]): void {
  const first = events.findIndex((event) => clock.now() < expiryOf(eventMinute(event)))
  if (first !== 0) events.splice(0, first < 0 ? events.length : first)
}

async function recallTold(
  { client }: RecorderOptions,
  told: Memory['told'],
  uid: string,
  { component }: Occurrence,
): Promise<Event[]> {
  const stored = await client.lookup('Event', 'involved', uid)
  const own = stored.filter(({ source }) => source?.component === component)
  told.set(uid, own)
  return own
}

function takeToken(buckets: Recent<Bucket>, source: string, now: number): boolean {
  let bucket = buckets.get(source)
  if (bucket === undefined) {
    bucket = { tokens: BURST, at: now }
    buckets.set(source, bucket)
  }
  bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS)
  bucket.at = now
  if (bucket.tokens < 1) return false
  bucket.tokens--
  return true
}

/** The event that this occurrence counts up; or the text under which it is to be stored as a new one. */
function fold({ clock }: RecorderOptions, before: readonly Event[], seen: Occurrence): Event | string {
  const similar = before.filter((event) => isSimilar(event, seen))
  const same = similar.find(({ message }) => message === seen.message)
  if (same) return same
  const recent = similar.filter(
    ({ lastTimestamp }) => clock.now() - Date.parse(lastTimestamp ?? '') < SIMILAR_WINDOW_MS,
  )
  if (recent.length < MAX_SIMILAR) return seen.message
  return recent.find(({ message }) => isCombined(message)) ?? combine(seen.message)
}

/** The event with one more occurrence; undefined if it has lived its time meanwhile. */
async function countUp(
  { client, clock }: RecorderOptions,
  { pending }: Memory,
  event: Event,
  seen: Occurrence,
): Promise<Event | undefined> {
  const { name = '', namespace = '' } = event.metadata
  const unstored = pending.get(name)
  if (!unstored && !(await client.find('Event', { namespace, name }))) return undefined
  const { resourceVersion: _, ...metadata } = event.metadata
  const message = event.message === seen.message ? seen.message : combine(seen.message)
  const count = (event.count ?? 1) + 1
  const counted = { ...event, metadata, message, count, lastTimestamp: formatTime(clock.now()) }
  pending.set(name, { event: counted, isNew: unstored?.isNew ?? false })
  return counted
}

function isSimilar(event: Event, { type, reason, fieldPath }: Occurrence): boolean {
  return event.type === type && event.reason === reason && event.involvedObject.fieldPath === fieldPath
}

const COMBINED_PREFIX = '(combined from similar events): '

function isCombined(message: string | undefined): boolean {
  return message?.startsWith(COMBINED_PREFIX) ?? false
}

function combine(message: string): string {
  return COMBINED_PREFIX + message
}

/** The name holds the time; events of the same object at the same time are told apart, and ordered, by a number. */
function eventName({ kind, name = '' }: Subject, now: number, sequence: number): string {
  const moment = (BigInt(now) * 1_000_000n + BigInt(sequence)).toString(16)
  const full = `${name}.${moment}`
  // Where the object's name is no part of one, client-go takes a random name.
  return checkDns1123Subdomain(full).length === 0 ? full : `${kind?.toLowerCase()}.${moment}`
}

function newEvent({ clock }: RecorderOptions, seen: Occurrence, sequence: number): Event {
  const { object, type, reason, message, fieldPath, host, component } = seen
  const { name = '', namespace, uid, resourceVersion } = object.metadata
  const now = formatTime(clock.now())
  const source = { component, ...(host && { host }) }
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: eventName({ kind: object.kind, name }, clock.now(), sequence),
      namespace: namespace || 'default',
    },
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
