/** What is known of a custom kind: what its CustomResourceDefinition says of columns, scale and selectable fields. */
import type { FieldError } from '../../apimachinery/field-error.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { humanDuration, parseTime } from '../../apimachinery/time.ts'
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from '../../generated/types.ts'
import { ageColumn, nameColumn } from '../columns.ts'
import { asSpecified } from '../custom/as-specified.ts'
import { hasRules } from '../custom/has-rules.ts'
import { compareVersions } from '../custom/versions.ts'
import type { Column, KindDefinition, ScaleCapability } from '../define-kind.ts'
import { applyDefaults } from '../schema/apply-defaults.ts'
import { compileJsonPath } from '../simple-json-path.ts'

/** The knowledge of the kind that a definition makes, in one of its versions; the stored one where none is named. */
export function customDefinition({ spec }: CustomResourceDefinition, named?: string): KindDefinition {
  const version =
    spec.versions.find(({ storage, name }) => (named === undefined ? storage : name === named)) ??
    spec.versions[0]
  const scale = version?.subresources?.scale
  const schema = version?.schema?.openAPIV3Schema
  return {
    kind: spec.names.kind,
    group: spec.group,
    generation: true,
    columns: customColumns(version),
    describe: () => import('./generic.describe.ts'),
    ...(schema && customRules(schema)),
    ...(version?.deprecated && deprecation(deprecationOf(spec, version))),
    ...(scale && { scale: scaleCapability(scale) }),
    ...(version?.selectableFields && { selectableFields: fieldReaders(version.selectableFields) }),
  }
}

/** Readers and writers are told alike. */
function deprecation(deprecated: string): Pick<KindDefinition, 'deprecated' | 'warnings'> {
  return { deprecated, warnings: () => [deprecated] }
}

/** What the schema of a version does to objects: fills in its defaults, and checks them by it. */
function customRules(schema: JSONSchemaProps): Partial<KindDefinition> {
  let check: ((object: KubeObject, old?: KubeObject) => FieldError[]) | undefined
  return {
    async loadForWrites() {
      const [{ validateObject }, rules] = await Promise.all([
        import('../custom/object-rules.ts'),
        hasRules(schema) ? import('../custom/validate-rules.ts') : undefined,
      ])
      check = (object, old) => validateObject(schema, object, old, rules?.validateRules)
    },
    defaults: (object) => applyDefaults(schema, object),
    asOf: (object) => asSpecified(schema, object),
    validateCreate: (object) => check?.(object) ?? [],
    validateUpdate: (object, old) => check?.(object, old) ?? [],
    validateStatusUpdate: (object, old) => check?.(object, old) ?? [],
  }
}

/** The warning about a version that is to go; it names a newer one where there is one (customresource_handler.go). */
function deprecationOf(
  { group, names, versions }: CustomResourceDefinition['spec'],
  { name, deprecationWarning }: CustomResourceDefinitionVersion,
): string {
  if (deprecationWarning) return deprecationWarning
  const newer = versions
    .filter((other) => other.served && !other.deprecated && compareVersions(other.name, name) < 0)
    .sort((a, b) => compareVersions(a.name, b.name))[0]
  const instead = newer ? `; use ${group}/${newer.name} ${names.kind}` : ''
  return `${group}/${name} ${names.kind} is deprecated${instead}`
}

/** NAME and the definition's printer columns; NAME and AGE where it has none. */
export function customColumns(version: CustomResourceDefinitionVersion | undefined): Column<KubeObject>[] {
  const columns = version?.additionalPrinterColumns ?? []
  if (columns.length === 0) return [nameColumn, { ...ageColumn, type: 'date' }]
  return [nameColumn, ...columns.map(customColumn)]
}

function customColumn(definition: CustomResourceColumnDefinition): Column<KubeObject> {
  const { name, type, format, description, priority, jsonPath } = definition
  const path = compileJsonPath(jsonPath)
  return {
    name,
    type: type as Column<KubeObject>['type'],
    priority: priority ? 1 : 0,
    ...(format && { format }),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    cell: (object, now) => formatCell(type, path(object)[0], now),
  }
}

/** A value as its column's type shows it; empty where it is missing or of another type. */
function formatCell(type: string, value: unknown, now: number): string | number | boolean {
  if (value === undefined || value === null) return ''
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : ''
    case 'number':
      return typeof value === 'number' ? value : ''
    case 'boolean':
      return typeof value === 'boolean' ? value : ''
    case 'date':
      return typeof value === 'string' ? formatAge(value, now) : ''
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

function formatAge(time: string, now: number): string {
  const ms = parseTime(time)
  return ms === undefined ? '<invalid>' : humanDuration(now - ms)
}

type Scale = NonNullable<NonNullable<CustomResourceDefinitionVersion['subresources']>['scale']>

function scaleCapability(scale: Scale): ScaleCapability<KubeObject> {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale
  const selector = labelSelectorPath === undefined ? () => [] : compileJsonPath(labelSelectorPath)
  return {
    specReplicasPath: pathSegments(specReplicasPath),
    statusReplicasPath: pathSegments(statusReplicasPath),
    selector: (object) => String(selector(object)[0] ?? ''),
  }
}

/** These paths may hold names and dots only. */
function pathSegments(path: string): string[] {
  return path.split('.').filter((segment) => segment !== '')
}

function fieldReaders(
  fields: readonly { jsonPath: string }[],
): Record<string, (object: KubeObject) => string> {
  return Object.fromEntries(
    fields.map(({ jsonPath }) => {
      const path = compileJsonPath(jsonPath)
      return [jsonPath.replace(/^\./, ''), (object: KubeObject) => String(path(object)[0] ?? '')]
    }),
  )
}
