/** Kubernetes' library of semantic versions (k8s.io/apiserver, pkg/cel/library/semverlib.go). */
import { compareStrings } from '../../base/compare-strings.ts'
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { Opaque } from '../values/value.ts'

class SemverValue extends Opaque {
  override readonly typeName = 'kubernetes.Semver'
  readonly numbers: readonly bigint[]
  readonly prerelease: readonly string[]

  constructor(numbers: readonly bigint[], prerelease: readonly string[]) {
    super()
    this.numbers = numbers
    this.prerelease = prerelease
  }

  override equals(other: SemverValue): boolean {
    return compareVersions(this, other) === 0
  }
}

const NUMBER = '(0|[1-9]\\d*)'
const PART = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const FORM = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${PART}(?:\\.${PART})*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
)

export const semver: FunctionTable = {
  'isSemver(string): bool': (text: string) => tryParse(text) !== undefined,
  'isSemver(string, bool): bool': (text: string, normalize: boolean) =>
    tryParse(normalize ? normalized(text) : text) !== undefined,
  'semver(string): Semver': parse,
  'semver(string, bool): Semver': (text: string, normalize: boolean) =>
    parse(normalize ? normalized(text) : text),
  'Semver.major(): int': ({ numbers }: SemverValue) => numbers[0]!,
  'Semver.minor(): int': ({ numbers }: SemverValue) => numbers[1]!,
  'Semver.patch(): int': ({ numbers }: SemverValue) => numbers[2]!,
  'Semver.isLessThan(Semver): bool': (a: SemverValue, b: SemverValue) => compareVersions(a, b) < 0,
  'Semver.isGreaterThan(Semver): bool': (a: SemverValue, b: SemverValue) => compareVersions(a, b) > 0,
  'Semver.compareTo(Semver): int': (a: SemverValue, b: SemverValue) => BigInt(compareVersions(a, b)),
}

function tryParse(text: string): SemverValue | undefined {
  const found = FORM.exec(text)
  if (!found) return undefined
  return new SemverValue(found.slice(1, 4).map(BigInt), found[4]?.split('.') ?? [])
}

/** The value of a version's text. Throws EvaluationError for what is none. */
export function semverValue(text: string): Opaque {
  return parse(text)
}

function parse(text: string): SemverValue {
  const version = tryParse(text)
  if (version) return version
  throw new EvaluationError(`No Major.Minor.Patch elements found`)
}

/** Without a leading v and leading zeros, with the minor version and the patch where they are missing. */
function normalized(text: string): string {
  const [, core = '', rest = ''] = /^v?([\d.]*)(.*)$/.exec(text) ?? []
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''))
  while (parts.length < 3) parts.push('0')
  return parts.join('.') + rest
}

/** A version with something behind a dash comes before the one without. */
function compareVersions(a: SemverValue, b: SemverValue): number {
  for (const [index, number] of a.numbers.entries())
    if (number !== b.numbers[index]) return number < b.numbers[index]! ? -1 : 1
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length)
  for (const [index, part] of a.prerelease.entries()) {
    const other = b.prerelease[index]
    if (other === undefined) return 1
    if (part !== other) return comparePrerelease(part, other)
  }
  return a.prerelease.length === b.prerelease.length ? 0 : -1
}

/** Numbers come before words. */
function comparePrerelease(a: string, b: string): number {
  const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)]
  if (isNumber !== isOther) return isNumber ? -1 : 1
  if (isNumber) return BigInt(a) < BigInt(b) ? -1 : 1
  return Math.sign(compareStrings(a, b))
}
