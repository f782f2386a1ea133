/** Runs before each test file: properties are tried with the same examples every time, unless another seed is asked for. */
import { configureGlobal } from 'fast-check'

/** FAST_CHECK_SEED=$RANDOM looks for new counterexamples. */
configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20260101) })
