/** Kubernetes' JSON patch library (k8s.io/apiserver, pkg/cel/library/jsonpatch.go). */
import type { FunctionTable } from '../functions/overload.ts'

export const jsonpatch: FunctionTable = {
  'jsonpatch.escapeKey(string): string': (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'),
}
