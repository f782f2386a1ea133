/** What the official client's HTTP library expects of a newer Node, in the form in which it does as well here. */
import threads from 'node:worker_threads'
import zlib from 'node:zlib'

function provide(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.assign(target, { [name]: value })
}

provide(zlib, 'createZstdDecompress', zlib.createGunzip)
provide(threads, 'markAsUncloneable', () => undefined)
provide(Promise, 'withResolvers', () => {
  let [resolve, reject]: ((value?: unknown) => void)[] = []
  const promise = new Promise((...functions) => ([resolve, reject] = functions))
  return { promise, resolve, reject }
})
