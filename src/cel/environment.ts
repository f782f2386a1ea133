/** The CEL of Kubernetes: all functions that its API server has (k8s.io/apiserver, pkg/cel/environment/base.go). */
import { createFunctions, type Functions } from './functions/overload.ts'
import { standard } from './functions/standard.ts'
import { strings } from './functions/strings.ts'
import { time } from './functions/time.ts'
import { addresses } from './libraries/addresses.ts'
import { authorizer } from './libraries/authorizer.ts'
import { formats } from './libraries/formats.ts'
import { jsonpatch } from './libraries/jsonpatch.ts'
import { lists } from './libraries/lists.ts'
import { optional } from './libraries/optional.ts'
import { quantity } from './libraries/quantity.ts'
import { regex } from './libraries/regex.ts'
import { semver } from './libraries/semver.ts'
import { sets } from './libraries/sets.ts'
import { urls } from './libraries/urls.ts'

/** The functions of every expression. A new library is a file and a line here. */
export const kubernetesFunctions: Functions = createFunctions([
  standard,
  strings,
  time,
  lists,
  sets,
  regex,
  urls,
  quantity,
  addresses,
  formats,
  semver,
  optional,
  authorizer,
  jsonpatch,
])
