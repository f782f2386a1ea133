/** Which containers do what their command says. */
import { isScripted } from '../container/script.ts'
import type { ContainerRun } from './run.ts'

/** Whether the container does what its command says: what annotations say of its end goes before that. */
export function followsScript({ spec, behaviour }: Pick<ContainerRun, 'spec' | 'behaviour'>): boolean {
  return isScripted(spec) && !OWN_END.some((name) => name in behaviour)
}

const OWN_END = ['exit-after', 'exit-code', 'oom-after']
