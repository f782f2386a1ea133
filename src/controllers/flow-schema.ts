/** Tells of flow schemas whose priority level is not there (k8s.io/apiserver, util/flowcontrol/apf_controller.go). */
import { quote } from '../apimachinery/go-format.ts'
import { formatTime } from '../apimachinery/time.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import type { FlowSchema } from '../generated/types.ts'
import { defineController, keyOf } from '../runtime/reconciler.ts'

/** A schema concerns itself; a level that comes or goes, those that name it. */
export const flowSchemaController = defineController({
  name: 'api-priority-and-fairness-config-controller',
  for: 'FlowSchema',
  watches: [
    {
      kind: 'PriorityLevelConfiguration',
      async keys({ type, object }, { client }) {
        if (type === 'modified') return []
        return (await client.lookup('FlowSchema', 'level', object.metadata.name ?? '')).map(keyOf)
      },
    },
  ],
  async reconcile(schema, _name, { client, clock }) {
    if (schema === undefined) return undefined
    const name = schema.spec?.priorityLevelConfiguration?.name ?? ''
    const level = await client.find('PriorityLevelConfiguration', { namespace: '', name })
    const condition = danglingCondition(name, level === undefined)
    const before = danglingOf(schema)
    if (before?.status === condition.status && before.message === condition.message) return undefined
    const lastTransitionTime =
      before?.status === condition.status ? before.lastTransitionTime : formatTime(clock.now())
    const others = (schema.status?.conditions ?? []).filter(({ type }) => type !== condition.type)
    const conditions = [...others, { ...condition, ...(lastTransitionTime && { lastTransitionTime }) }]
    const told = { ...schema, status: { ...schema.status, conditions } }
    await unlessGone(() => client.update('FlowSchema', told, { subresource: 'status' }))
    return undefined
  },
})

function danglingOf({ status }: FlowSchema) {
  return status?.conditions?.find(({ type }) => type === 'Dangling')
}

function danglingCondition(level: string, isMissing: boolean) {
  const subject = `This FlowSchema references the PriorityLevelConfiguration object named ${quote(level)}`
  return isMissing
    ? {
        type: 'Dangling',
        status: 'True',
        reason: 'NotFound',
        message: `${subject} but there is no such object`,
      }
    : { type: 'Dangling', status: 'False', reason: 'Found', message: `${subject} and it exists` }
}
