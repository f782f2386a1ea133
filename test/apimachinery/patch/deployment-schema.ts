/** A schema for the tests: the parts of a Deployment, Service and finalizers that strategic patches know. */
import type { PatchSchema } from '../../../src/apimachinery/patch/patch-schema.ts'

interface Node extends Omit<PatchSchema, 'child'> {
  fields?: Record<string, Node>
}

function schemaOf({ fields = {}, ...rest }: Node): PatchSchema {
  const children = new Map(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]))
  return { ...rest, child: (field) => children.get(field) }
}

const container: Record<string, Node> = {
  env: { patchStrategy: 'merge', mergeKey: 'name' },
  ports: { patchStrategy: 'merge', mergeKey: 'containerPort' },
  args: {},
}

export const schema: PatchSchema = schemaOf({
  fields: {
    metadata: { fields: { finalizers: { patchStrategy: 'merge' }, labels: {} } },
    spec: {
      fields: {
        strategy: { retainKeys: true, fields: { rollingUpdate: {} } },
        selector: { patchStrategy: 'replace' },
        containers: { patchStrategy: 'merge', mergeKey: 'name', fields: container },
        volumes: { patchStrategy: 'merge', mergeKey: 'name', retainKeys: true },
        tolerations: {},
      },
    },
  },
})
