/** Keeps aliases from making a small document huge. */
import { YamlError } from './yaml-error.ts'

const LOW = 400_000
const HIGH = 4_000_000

/** Counts the values that a document is made of, and how many of them aliases bring in. */
export class AliasBudget {
  private nodes = 0
  private aliased = 0

  /** One value that the document writes out. */
  useNode(): void {
    this.nodes++
  }

  /** An alias of so many values. Throws where nearly everything comes from aliases and there is a lot of it. */
  useAlias(size: number): void {
    this.nodes += size + 1
    this.aliased += size
    if (this.aliased > 100 && this.nodes > 1000 && this.aliased / this.nodes > allowedRatio(this.nodes))
      throw new YamlError('document contains excessive aliasing')
  }
}

/** 99 % in documents of up to 400,000 values, falling to 10 % at four million. */
function allowedRatio(nodes: number): number {
  if (nodes <= LOW) return 0.99
  if (nodes >= HIGH) return 0.1
  return 0.99 - 0.89 * ((nodes - LOW) / (HIGH - LOW))
}
