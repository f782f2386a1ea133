/** Reads the configuration of the schedulers from its text. */
import { DocumentError, readDocuments } from '../../apimachinery/yaml/read-documents.ts'
import type { ConfigMap } from '../../generated/types.ts'
import { CONFIG_KEY } from './config-map.ts'
import { type LoadedConfiguration, loadConfiguration } from './load.ts'

/** Reads the text of a configuration. */
export async function parseConfiguration(text: string | Uint8Array): Promise<LoadedConfiguration> {
  try {
    const documents: unknown[] = []
    for await (const { value } of readDocuments(text)) documents.push(value)
    if (documents.length === 1) return loadConfiguration(documents[0])
    return { problem: `one document is wanted, not ${documents.length}` }
  } catch (error) {
    if (error instanceof DocumentError) return { problem: error.message }
    throw error
  }
}

/** What the ConfigMap says; undefined where it holds no file: all is as by default then. */
export async function readConfiguration(
  object: ConfigMap,
): Promise<{ object: ConfigMap; loaded: LoadedConfiguration } | undefined> {
  const text = object.data?.[CONFIG_KEY]
  return text === undefined ? undefined : { object, loaded: await parseConfiguration(text) }
}
