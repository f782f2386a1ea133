/** The nodes and pods that fail and recover act on; nothing is changed unless all of them can be. */
import { parseApiVersion } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Node, Pod } from '../../generated/types.ts'
import { qualifiedKind } from '../../printers/name.ts'
import { aggregate, CliError } from '../errors.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { readTargets } from '../resources/read.ts'

/** Nodes and pods, in the order in which they were named. */
export type Subject = Node | Pod

/** Reads all objects of the plan. Throws if one does not exist, is neither node nor pod, or there is none at all. */
export async function readSubjects(plan: TargetPlan, client: Client, verb: string): Promise<Subject[]> {
  const { found, errors } = await readTargets(plan, client)
  if (errors.length > 0) throw aggregate(errors)
  const subjects = found.flatMap(({ objects }) => objects) as unknown as Subject[]
  for (const { kind, apiVersion } of subjects)
    if (kind !== 'Node' && kind !== 'Pod')
      throw new CliError(
        `only nodes and pods can ${verb}, not ${qualifiedKind(kind, parseApiVersion(apiVersion).group)}`,
      )
  if (subjects.length === 0) throw new CliError(`no objects passed to ${verb}`)
  return subjects
}

/** Whether the subject is a node. */
export function isNode(subject: Subject): subject is Node {
  return subject.kind === 'Node'
}

/** Throws all that a check finds at the subjects, if it finds anything. */
export function checkAll<T>(subjects: readonly T[], check: (subject: T) => string | undefined): void {
  const errors = subjects.flatMap((subject) => {
    const problem = check(subject)
    return problem === undefined ? [] : [new CliError(problem)]
  })
  if (errors.length > 0) throw aggregate(errors)
}
