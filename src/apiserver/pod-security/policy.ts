/** What the labels of a namespace say of pod security. Source: k8s.io/pod-security-admission, api/helpers.go. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import type { Labels } from '../../apimachinery/object.ts'
import { POD_SECURITY } from './labels.ts'

/** From the loosest to the strictest. */
const LEVELS = ['privileged', 'baseline', 'restricted'] as const

/** How much the pods of a namespace may do. */
export type Level = (typeof LEVELS)[number]

/** A level in the version of its checks: `latest`, or `v1.30`. */
export interface LevelVersion {
  level: Level
  version: string
}

/** What is refused and what is warned of. What is audited goes into a log that nobody reads here. */
export interface Policy {
  enforce: LevelVersion
  warn: LevelVersion
}

const NONE: LevelVersion = { level: 'privileged', version: 'latest' }
const MODES = ['enforce', 'audit', 'warn'] as const

/** The policy of a namespace, and what is wrong with its labels. What cannot be read is enforced at its strictest. */
export function policyOf(labels: Labels = {}): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = []
  const read = (mode: (typeof MODES)[number]): LevelVersion => ({
    level: readLevel(labels, mode, errors),
    version: readVersion(labels, mode, errors),
  })
  const [enforce, , asked] = MODES.map(read) as [LevelVersion, LevelVersion, LevelVersion]
  // Whoever enforces is warned of what would come later, unless the namespace says otherwise (1.26).
  const isSilent =
    labels[`${POD_SECURITY}warn`] === undefined && labels[`${POD_SECURITY}warn-version`] === undefined
  const warn = isSilent && isStricter(enforce.level, asked.level) ? enforce : asked
  return { policy: { enforce, warn }, errors }
}

function readLevel(labels: Labels, mode: (typeof MODES)[number], errors: FieldError[]): Level {
  const value = labels[POD_SECURITY + mode]
  if (value === undefined) return NONE.level
  const known = LEVELS.find((level) => level === value)
  if (known !== undefined) return known
  errors.push(wrongLabel(mode, value, `must be one of ${LEVELS.join(', ')}`))
  return mode === 'enforce' ? 'restricted' : 'privileged'
}

function readVersion(labels: Labels, mode: (typeof MODES)[number], errors: FieldError[]): string {
  const value = labels[`${POD_SECURITY}${mode}-version`]
  if (value === undefined || value === 'latest') return NONE.version
  if (/^v1\.(\d|[1-9]\d*)$/.test(value)) return value
  errors.push(wrongLabel(`${mode}-version`, value, 'must be "latest" or "v1.x"'))
  return NONE.version
}

function wrongLabel(label: string, value: string, detail: string): FieldError {
  return invalidValue(`metadata.labels[${POD_SECURITY}${label}]`, value, detail)
}

/** Whether the first level allows less than the second. */
export function isStricter(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf(other)
}

/** `restricted:latest`. */
export function formatLevel({ level, version }: LevelVersion): string {
  return `${level}:${version}`
}
