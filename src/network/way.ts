/** What a request meets on its way, and how it ends. */
import type { Application } from './application.ts'

/** One step of the way, for people. */
export interface Hop {
  kind: 'dns' | 'ingress' | 'load-balancer' | 'node' | 'service' | 'pod' | 'retry'
  text: string
}

/** An end without an answer from a pod. */
export interface Ending {
  /** curl's: 0 where there is an answer all the same, be it from a proxy. */
  exitCode: number
  /** In curl's words; empty where there is an answer. */
  message: string
  /** In one line, for people: what is in the way. */
  why: string
  /** Of the answer, if there is one. */
  status?: number
  /** Where a redirection leads. */
  location?: string
}

/** Somewhere a request can end up. */
export interface Candidate {
  /** Address and port. */
  key: string
  /** Whom the client believes to ask: 'web port 80'. */
  asked: string
  hop: Hop
  pod?: { namespace: string; name: string }
  node?: string
  /** What answers there; missing where nothing is known of the place. */
  application?: Application
  /** It cannot be reached, whatever the application does. */
  ending?: Ending
}

/** How one of several candidates is chosen. */
export interface Balancing {
  /** The same for all requests to a port of a service. */
  key: string
  mode: 'random' | 'round-robin' | 'least-loaded'
  /** How long a client is kept at its endpoint, in ms; 0: not at all. */
  affinity: number
}

/** A node (or the only way) by which requests come in. */
export interface Entry {
  hops: readonly Hop[]
  ending?: Ending
  candidates: readonly Candidate[]
}

/** All that is known about requests to one address before one is sent: what is left is chance and time. */
export interface Plan {
  hops: readonly Hop[]
  ending?: Ending
  /** Chance chooses one. */
  entries: readonly Entry[]
  balancing?: Balancing
  /** Whose session it is, for affinity. */
  client: string
  /** A proxy stands before the pods: it tries others, and answers itself where none does. */
  isProxied: boolean
}

/** An end before anything else. */
export function ended(ending: Ending, hops: readonly Hop[] = []): Plan {
  return { hops, ending, entries: [], client: '', isProxied: false }
}

/** curl (6). */
export function unresolved(host: string, why: string): Ending {
  return { exitCode: 6, message: `Could not resolve host: ${host}`, why }
}

/** curl (7). */
export function refused(host: string, port: number, why: string): Ending {
  return { exitCode: 7, message: `Failed to connect to ${host} port ${port}: Connection refused`, why }
}

/** curl (28). */
export function timedOut(host: string, port: number, why: string): Ending {
  return { exitCode: 28, message: `Failed to connect to ${host} port ${port}: Connection timed out`, why }
}
