/** A registry of the built-in kinds alone: for manifests that are read before there is a cluster. */
import { createRegistry, type Registry } from '../../api/registry.ts'

/** It knows no custom kinds. */
export function builtInRegistry(): Registry {
  return createRegistry({ find: async () => [], all: async () => [] })
}
