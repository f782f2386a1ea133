/** The description of a kind that has none of its own. */
export { describeUnstructured as describe } from '../describe/unstructured.ts'
