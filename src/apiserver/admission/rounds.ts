/** Who of those outside is asked once more, in the second round of mutation (webhook/mutating/reinvocationcontext.go). */
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepCopy, deepEqual } from '../../base/json.ts'
import type { AdmissionRequest } from './plugin.ts'

/** What a plugin remembers of one request. Those whom it asks are told apart by an id. */
export class Rounds {
  /** Who wants to see what others change afterwards, and has seen all so far. */
  readonly #content = new Set<string>()
  readonly #again = new Set<string>()
  #left: KubeObject | undefined

  /** Before the first is asked in a round. */
  begin({ object, reinvocation }: AdmissionRequest): void {
    if (reinvocation.isSecond && !deepEqual(this.#left, object)) this.#askAgain()
  }

  /** Whether to ask: in the second round only who wants to, and was asked in the first. */
  isDue(id: string, { reinvocation }: AdmissionRequest): boolean {
    return !reinvocation.isSecond || this.#again.has(id)
  }

  /** After one was asked. */
  note({ reinvocation }: AdmissionRequest, id: string, does: { change: boolean; repeat: boolean }): void {
    if (does.change) {
      this.#askAgain()
      reinvocation.isWanted = true
    }
    if (does.repeat) this.#content.add(id)
  }

  /** After the last was asked in a round. */
  end({ object }: AdmissionRequest): void {
    this.#left = deepCopy(object)
  }

  #askAgain(): void {
    for (const id of this.#content) this.#again.add(id)
    this.#content.clear()
  }
}

/** Gives what one plugin remembers of each request. */
export function createMemory(): (request: AdmissionRequest) => Rounds {
  const known = new WeakMap<AdmissionRequest, Rounds>()
  return (request) => {
    const rounds = known.get(request) ?? new Rounds()
    known.set(request, rounds)
    return rounds
  }
}
