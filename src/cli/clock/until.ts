/** `--until 'deployment/web condition=Available'`: where the clock is to stop. */
import type { Registry } from '../../api/registry.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { planTargets } from '../resources/plan.ts'
import { listTargets } from '../resources/read.ts'
import { type Condition, parseCondition } from '../wait/condition.ts'
import { createWaiter, type Waiter } from '../wait/waiter.ts'

const UNTIL = /^\s*(.*?\S)\s+((?:create|delete)\s*$|condition=.*|jsonpath=.*)$/is

/** A waiter for what the texts name; all of it must have come, one after the other. Throws CliError. */
export async function untilWaiter(
  texts: readonly string[],
  context: CommandContext,
  registry: Registry,
): Promise<Waiter[]> {
  const waiters: Waiter[] = []
  for (const text of texts) waiters.push(await readUntil(text, context, registry))
  return waiters
}

async function readUntil(text: string, context: CommandContext, registry: Registry): Promise<Waiter> {
  const [, words, what = ''] = UNTIL.exec(text) ?? []
  if (words === undefined)
    throw new CliError(
      `--until must name an object and what to wait for, such as 'deployment/web condition=Available', not '${text}'`,
    )
  const condition = parseCondition(what.trim())
  const plan = await planTargets({ args: words.split(/\s+/) }, context, registry)
  return createWaiter(async (client) => (await listTargets(plan, client)).targets, withCreation(condition))
}

/** What is not there yet may come: the clock goes on till then. */
function withCreation(condition: Condition): Condition[] {
  return condition.type === 'delete' ? [condition] : [{ type: 'create' }, condition]
}
