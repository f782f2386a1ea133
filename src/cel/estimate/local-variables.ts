/** The variables of folds and bindings, while their bodies are estimated. */
import type { EntrySizes, Path } from './part.ts'
import type { Range } from './range.ts'

/** What is known of a variable. */
export interface LocalVariable {
  readonly path: Path
  readonly size?: Range | undefined
  readonly entries?: EntrySizes | undefined
}

/** Variables by name; an inner one hides an outer one. */
export class LocalVariables {
  readonly #stacks = new Map<string, LocalVariable[]>()

  find(name: string): LocalVariable | undefined {
    return this.#stacks.get(name)?.at(-1)
  }

  /** What `run` gives, with more variables for as long as it takes. */
  within<T>(variables: readonly (readonly [name: string, variable: LocalVariable])[], run: () => T): T {
    for (const [name, variable] of variables)
      this.#stacks.set(name, [...(this.#stacks.get(name) ?? []), variable])
    try {
      return run()
    } finally {
      for (const [name] of variables) this.#stacks.get(name)!.pop()
    }
  }
}
