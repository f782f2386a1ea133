/** Stores what was recorded: new Events of a namespace that follow each other together, where that can be. */
import { isAlreadyExists, StatusError } from '../apimachinery/status-error.ts'
import type { Client } from '../apiserver/client.ts'
import type { Event } from '../generated/types.ts'

/** How Events are stored. */
interface Storage {
  client: Client
  /** Stores Events of one namespace in one revision; throws where one of them is refused. */
  store?(events: readonly Event[]): Promise<void>
}

/** An Event that is to be stored, as a new one or with one more occurrence. */
export interface Unstored {
  event: Event
  isNew: boolean
}

/**
 * Stores Events in their order: new ones together, or one by one where one of them is refused. Those whose name is taken,
 * by an earlier run of the same numbers, get another one.
 */
export async function storeEvents(
  { client, store }: Storage,
  unstored: readonly Unstored[],
  rename: (event: Event) => string,
): Promise<void> {
  for (const { events, areNew } of runsOf(unstored)) {
    if (areNew && (await storedTogether(events, store))) continue
    for (const event of events)
      await unlessRefused(() => (areNew ? createFresh(client, event, rename) : client.update('Event', event)))
  }
}

/** What the server does not take, since the namespace is going or gone, is not told (client-go's recordEvent). */
async function unlessRefused(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

/** Events of one namespace that follow each other, all new or none. */
interface Run {
  events: Event[]
  areNew: boolean
}

function runsOf(unstored: readonly Unstored[]): Run[] {
  const runs: Run[] = []
  for (const { event, isNew } of unstored) {
    const run = runs.at(-1)
    const fits = run?.areNew === isNew && run.events[0]?.metadata.namespace === event.metadata.namespace
    if (fits) run.events.push(event)
    else runs.push({ events: [event], areNew: isNew })
  }
  return runs
}

async function storedTogether(events: readonly Event[], store: Storage['store']): Promise<boolean> {
  if (store === undefined) return false
  try {
    await store(events)
    return true
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    return false
  }
}

async function createFresh(client: Client, event: Event, rename: (event: Event) => string): Promise<void> {
  for (let named = event; ; named = { ...event, metadata: { ...event.metadata, name: rename(event) } })
    try {
      await client.create('Event', named)
      return
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
}
