/** The verbs that write: one module to load, for most commands only read. */
export { createObject, createTogether } from './create.ts'
export { createSubresource } from './create-subresource.ts'
export { deleteCollection, deleteObject } from './delete.ts'
export { patchObject } from './patch.ts'
export { updateObject } from './update.ts'
