/** Labels and annotations, one a line, as `kubectl describe` prints them. */
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { DescribeWriter } from './writer.ts'

const MAX_ANNOTATION_LENGTH = 140

/** `Labels:  a=b`, further ones below; `<none>` without any. The title may begin with spaces. */
export function writeLabels(
  writer: DescribeWriter,
  title: string,
  labels: Readonly<Record<string, string>> | undefined,
): void {
  const keys = Object.keys(labels ?? {}).sort()
  writer.write(0, `${title}:\t`)
  if (keys.length === 0) writer.line(0, '<none>')
  keys.forEach((key, index) => {
    writer.line(0, `${index === 0 ? '' : '\t'}${key}=${labels?.[key]}`)
  })
}

/** `Annotations:  key: value`; long values or values of several lines stand below their key. */
export function writeAnnotations(
  writer: DescribeWriter,
  title: string,
  annotations: Readonly<Record<string, string>> | undefined,
): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== LAST_APPLIED)
    .sort()
  writer.write(0, `${title}:\t`)
  if (keys.length === 0) writer.line(0, '<none>')
  keys.forEach((key, index) => {
    if (index !== 0) writer.write(0, '\t')
    writeAnnotation(writer, key, annotations?.[key] ?? '')
  })
}

function writeAnnotation(writer: DescribeWriter, key: string, annotation: string): void {
  const value = annotation.endsWith('\n') ? annotation.slice(0, -1) : annotation
  if (value.length + key.length + 2 <= MAX_ANNOTATION_LENGTH && !value.includes('\n')) {
    writer.line(0, `${key}: ${value}`)
    return
  }
  writer.line(0, `${key}:`)
  for (const line of value.split('\n'))
    writer.line(0, `\t  ${shortenAnnotation(line, MAX_ANNOTATION_LENGTH - 2)}`)
}

/** A text cut to a length, `...` showing the cut. */
export function shortenAnnotation(text: string, length = MAX_ANNOTATION_LENGTH): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}

/** The lines that begin most descriptions: `Name:` and `Namespace:`. */
export function writeNames(writer: DescribeWriter, object: KubeObject): void {
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writer.line(0, `Namespace:\t${object.metadata.namespace ?? ''}`)
}

/** `Labels:` and `Annotations:` of an object. */
export function writeMetadata(writer: DescribeWriter, object: KubeObject): void {
  writeLabels(writer, 'Labels', object.metadata.labels)
  writeAnnotations(writer, 'Annotations', object.metadata.annotations)
}
