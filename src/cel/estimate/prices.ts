/** What the steps of an evaluation cost (cel-go, common/cost.go). */
import { exactly } from './range.ts'

/** Constants. */
export const FREE = exactly(0)
/** To read a variable or a field. */
export const READ = exactly(1)
/** To call a function, beside what it does. */
export const CALL = exactly(1)
/** To make a list. */
export const MAKE_LIST = exactly(10)
/** To make a map. */
export const MAKE_MAP = exactly(30)
/** To make an object. */
export const MAKE_STRUCT = exactly(40)
/** To look at a character. */
export const TRAVERSAL = 0.1
/** To look for a character of a pattern. */
export const PATTERN = 0.25
