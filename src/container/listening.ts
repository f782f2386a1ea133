/** Whether anybody listens in a container: what requests meet and what probes find is the same. */
import type { ContainerBehaviour } from '../api/behaviour/container.ts'
import type { Container } from '../generated/types.ts'
import { OWN_COMMANDS } from './commands.ts'
import { callsOnly } from './known-commands.ts'
import { NETWORK_COMMANDS } from './network.ts'
import { isScripted, scriptTextOf } from './script.ts'

const OWN_END = ['exit-after', 'exit-code', 'oom-after']
const OWN_ANSWERS = ['startup', 'ready-after', 'hang-after']

/** Whether the container does what its command says: what annotations say of its end goes before that. */
export function followsScript(container: Container, behaviour: ContainerBehaviour): boolean {
  return isScripted(container) && !OWN_END.some((name) => name in behaviour)
}

/** Whether annotations say how the container answers: that goes before what is found out. */
export function isAnswerSaid(behaviour: ContainerBehaviour): boolean {
  return OWN_ANSWERS.some((name) => name in behaviour)
}

/**
 * Whether it is known that nobody listens: no command that is simulated is a server. What calls programs that are not
 * simulated just runs, and answers. The shell is loaded for it, so this is asked only about containers with a script.
 */
export async function isDeaf(container: Container, behaviour: ContainerBehaviour): Promise<boolean> {
  if (!followsScript(container, behaviour) || isAnswerSaid(behaviour)) return false
  const text = scriptTextOf(container) ?? ''
  const known = deaf.get(text)
  if (known !== undefined) return known
  const { getCommandNames, parse } = await import('just-bash')
  const programs = new Set<string>([...getCommandNames(), ...OWN_COMMANDS, ...NETWORK_COMMANDS])
  const found = isReadable(() => callsOnly(parse(text), programs))
  deaf.set(text, found)
  return found
}

/** By script: pods of one template have the same. */
const deaf = new Map<string, boolean>()

function isReadable(work: () => boolean): boolean {
  try {
    return work()
  } catch {
    return false
  }
}
