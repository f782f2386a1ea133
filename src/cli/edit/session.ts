/** One session of editing: the editor is opened until what is saved can be stored, or the user gives up. */

import { rmSync } from 'node:fs'
import { quote } from '../../apimachinery/go-format.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { CommandContext } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { readManifests } from '../resources/manifests.ts'
import type { FoundObject } from '../resources/read.ts'
import {
  faultOf,
  headerText,
  OBJECT_HEADER,
  type Reason,
  substanceOf,
  withoutComments,
} from './edited-text.ts'
import { editText } from './editor.ts'
import { nameIn, type Sent } from './patch-edited.ts'

/** What is edited, and how. */
export interface Session {
  context: CommandContext
  cluster: Cluster
  targets: readonly FoundObject[]
  /** The objects as text. */
  print(object: object): string
  /** `.yaml`: the ending of the file. JSON has no comments, so no header either. */
  ending: '.yaml' | '.json'
  /** The comment that the file begins with, if not that of objects. */
  header?: string
  windowsLineEndings: boolean
  /** Sends what was edited. */
  send(edited: readonly FoundObject[], client: Client): Promise<Sent>
}

/** Runs the session. Throws with the file kept, and named, where the user's work would be lost. */
export async function editObjects(session: Session): Promise<void> {
  const { context, targets } = session
  const original = session.print(combined(targets))
  let text = headed(original, [], session)
  let last: { substance: string; path: string } | undefined
  for (;;) {
    const { text: edited, path } = keeping(last?.path, session, () => editText(text, session.ending, context))
    const substance = await substanceOf(edited)
    if (last?.substance === substance)
      throw kept(path, session, new CliError('Edit cancelled, no valid changes were saved.'))
    if (last !== undefined) rmSync(last.path, { force: true })
    if (substance === (await substanceOf(original))) return cancelled(path, session)
    const reasons = await attempt(edited, path, session)
    if (reasons.length === 0) return rmSync(path, { force: true })
    text = headed(withoutComments(edited), reasons, session)
    last = { substance, path }
  }
}

/** Several objects are edited as a list. */
function combined(targets: readonly FoundObject[]): object {
  const objects = targets.map(({ object }) => object)
  return objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }
}

function headed(
  text: string,
  reasons: readonly Reason[],
  { ending, header = OBJECT_HEADER, windowsLineEndings }: Session,
): string {
  const whole = ending === '.json' ? text : headerText(header, reasons) + text
  return windowsLineEndings ? whole.replace(/\r?\n/g, '\r\n') : whole
}

function cancelled(path: string, { context }: Session): void {
  rmSync(path, { force: true })
  context.streams.stderr('Edit cancelled, no changes made.\n')
}

/** Tells where the user's work is. */
function kept(path: string, { context }: Session, error: unknown): unknown {
  context.streams.stderr(`A copy of your changes has been stored to ${quote(path)}\n`)
  return error
}

function keeping<T>(path: string | undefined, session: Session, run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw path === undefined ? error : kept(path, session, error)
  }
}

/** Tries to store what was edited. Gives the reasons to edit it again; none if it is done. */
async function attempt(text: string, path: string, session: Session): Promise<Reason[]> {
  const { context, targets } = session
  const fault = await faultOf(text)
  if (fault !== undefined) {
    const name = nameIn(targets[0]!)
    context.streams.stderr(`error: ${name} is invalid\n`)
    const detail = `<nil>: Invalid value: "The edited file failed validation": ${fault}`
    return [{ head: `${name} was not valid`, details: [detail] }]
  }
  const edited = await readEdited(text, session)
  if (edited instanceof Error)
    return [{ head: `The edited file had a syntax error: ${messageOf(edited)}`, details: [] }]
  return send(edited, path, session)
}

async function readEdited(
  text: string,
  { context, cluster }: Session,
): Promise<readonly FoundObject[] | Error> {
  const source = { name: 'edited-file', read: async () => Buffer.from(text) }
  const options = { namespace: context.namespace, namespaceGiven: false }
  const { targets, errors } = await readManifests([source], cluster.registry, options)
  return errors.length === 0 ? targets : (aggregate(errors) as Error)
}

async function send(edited: readonly FoundObject[], path: string, session: Session): Promise<Reason[]> {
  const { context, cluster } = session
  const sent = await cluster.write((client) => session.send(edited, client))
  context.finish(sent.output)
  if (sent.failure !== undefined) throw kept(path, session, sent.failure)
  const giveUp = (text: string): never => {
    context.streams.stderr(text)
    throw new CliError('', { bare: true })
  }
  if (sent.retryable)
    giveUp(`You can run \`${context.program} replace -f ${path}\` to try this update again.\n`)
  if (sent.missing) giveUp(`The edits you made on deleted resources have been saved to ${quote(path)}\n`)
  return sent.reasons
}
