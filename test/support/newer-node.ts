/** What the official client's HTTP library expects of a newer Node, in the form in which it does as well here. */
import threads from 'node:worker_threads'
import zlib from 'node:zlib'

const compression: { createZstdDecompress?: unknown } = zlib
compression.createZstdDecompress ??= zlib.createGunzip
const workers: { markAsUncloneable?: unknown } = threads
workers.markAsUncloneable ??= () => undefined
const promises: { withResolvers?: unknown } = Promise
promises.withResolvers ??= () => {
  let [resolve, reject]: ((value?: unknown) => void)[] = []
  const promise = new Promise((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
}
