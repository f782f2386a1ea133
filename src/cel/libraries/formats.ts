/** Kubernetes' format library (k8s.io/apiserver, pkg/cel/library/format.go): names that can be asked what is wrong. */

import { checkLabelValue } from '../../apimachinery/labels.ts'
import {
  checkDns1035Label,
  checkDns1123Label,
  checkDns1123Subdomain,
  type Messages,
  maskTrailingDash,
} from '../../apimachinery/names.ts'
import { checkQualifiedName } from '../../apimachinery/qualified-name.ts'
import { isBase64 } from '../../base/base64.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { parseTimestamp } from '../functions/time-text.ts'
import { NONE, Opaque, Optional } from '../values/value.ts'

class FormatValue extends Opaque {
  override readonly typeName = 'kubernetes.NamedFormat'
  readonly name: string
  readonly check: (text: string) => Messages

  constructor(name: string, check: (text: string) => Messages) {
    super()
    this.name = name
    this.check = check
  }

  override equals(other: FormatValue): boolean {
    return this.name === other.name
  }
}

const masked = (check: (text: string) => Messages) => (text: string) => check(maskTrailingDash(text))
const when =
  (isRight: (text: string) => boolean, message: string) =>
  (text: string): Messages =>
    isRight(text) ? [] : [message]

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i

const CHECKS: Readonly<Record<string, (text: string) => Messages>> = {
  dns1123Label: checkDns1123Label,
  dns1123Subdomain: checkDns1123Subdomain,
  dns1035Label: checkDns1035Label,
  qualifiedName: checkQualifiedName,
  dns1123LabelPrefix: masked(checkDns1123Label),
  dns1123SubdomainPrefix: masked(checkDns1123Subdomain),
  dns1035LabelPrefix: masked(checkDns1035Label),
  labelValue: checkLabelValue,
  uri: when((text) => /^([a-zA-Z][\w+.-]*:\/\/[^\s]*|\/[^\s]*)$/.test(text), 'invalid URI for request'),
  uuid: when((text) => UUID.test(text), 'does not match the UUID format'),
  byte: when(isBase64, 'invalid base64'),
  date: when((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isTime(`${text}T00:00:00Z`), 'invalid date'),
  datetime: when(isTime, 'invalid datetime'),
}

function isTime(text: string): boolean {
  try {
    parseTimestamp(text)
    return true
  } catch {
    return false
  }
}

export const formats: FunctionTable = {
  ...Object.fromEntries(
    Object.entries(CHECKS).map(([name, check]) => [
      `format.${name}(): Format`,
      () => new FormatValue(name, check),
    ]),
  ),
  'format.named(string): optional<Format>': (name: string) =>
    Object.hasOwn(CHECKS, name) ? new Optional(new FormatValue(name, CHECKS[name]!)) : NONE,
  'Format.validate(string): optional<list<string>>': (format: FormatValue, text: string) => {
    const messages = format.check(text)
    return messages.length === 0 ? NONE : new Optional([...messages])
  },
}
