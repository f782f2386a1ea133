/** kubelite set selector: which pods a service selects. Source: kubectl, cmd/set/set_selector.go. */

import { groupKind } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseSelector } from '../../apimachinery/label-selector.ts'
import type { Labels, Unstructured } from '../../apimachinery/object.ts'
import type { Requirement } from '../../apimachinery/requirement.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Service } from '../../generated/types.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { recordFlag } from '../output/record.ts'
import { changeObjects, setFlags } from './change-objects.ts'

export const selector = defineCommand({
  name: 'selector',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  short: 'Set the selector on a resource',
  long: [
    "Set the selector on a resource. The new selector takes the place of the old one. At present, only services' selectors can be set.",
    'A selector is written as key=value, several joined by commas. With --resource-version it is set only if that is the version of the object.',
  ],
  examples: [
    { about: 'Which pods a service selects', line: 'set selector service my-svc environment=qa' },
    {
      about: 'What would become of a file, without a look at the cluster',
      line: "set selector -f my-svc.yaml 'environment=qa' --local -o yaml",
    },
  ],
  flags: {
    ...setFlags,
    ...recordFlag,
    // kubectl does not tell of kustomizations here.
    kustomize: { ...setFlags.kustomize, hidden: true },
    recursive: { ...setFlags.recursive, default: true, shown: 'true' },
    resourceVersion: string('', 'Change only if this is the resource version of the object.'),
  },
  async run(invocation) {
    const { args, options } = invocation
    const text = args.at(-1)
    if (text === undefined) throw new CliError('one selector is required')
    const requirements = readRequirements(text)
    await changeObjects(invocation, {
      operation: 'selector updated',
      resources: args.slice(0, -1),
      resourceVersion: options.resourceVersion,
      always: true,
      plainErrors: true,
      change: (object, { kind }) => setSelector(object, groupKind(kind.resource), requirements),
    })
  },
})

/** What a LabelSelector can hold, by the operators' names there. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
}

function readRequirements(text: string): readonly Requirement[] {
  const { requirements } = parse(text)
  const bad = requirements.find(
    ({ operator }) => !isEquality(operator) && EXPRESSIONS[operator] === undefined,
  )
  if (bad !== undefined) throw new CliError(`${quote(bad.operator)} is not a valid label selector operator`)
  return requirements
}

function parse(text: string) {
  try {
    return parseSelector(text)
  } catch (error) {
    throw new CliError(`couldn't parse the selector string ${quote(text)}: ${messageOf(error)}`)
  }
}

function isEquality(operator: string): boolean {
  return operator === '=' || operator === '=='
}

function setSelector(object: Unstructured, kind: string, requirements: readonly Requirement[]): void {
  if (kind !== 'Service') throw new CliError('setting a selector is only supported for Services')
  const expressions = requirements.filter(({ operator }) => !isEquality(operator))
  if (expressions.length > 0) {
    const texts = expressions.map(
      ({ key, operator, values }) => `{${key} ${EXPRESSIONS[operator]} [${values.join(' ')}]}`,
    )
    throw new CliError(`match expression [${texts.join(' ')}] not supported on this object`)
  }
  const selector: Labels = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? '']))
  const service = object as unknown as Service
  service.spec = { ...service.spec, selector }
}
