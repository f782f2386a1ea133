/** Kinds that definitions make: how they are found, shown, scaled and described (transcripts 08 and 31). */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { customResourceDefinition } from '../../../src/api/kinds/apiextensions/custom-resource-definition.ts'
import { customDefinition } from '../../../src/api/kinds/custom.ts'
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import { created, creationErrors, described, table, updated } from './harness.ts'

const CRONTABS = `
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {image: {type: string}}}}}}
    additionalPrinterColumns:
    - {name: Spec, type: string, jsonPath: .spec.cronSpec, description: the schedule}
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Image, type: string, priority: 1, jsonPath: .spec.image}
    - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
    - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
    selectableFields: [{jsonPath: .spec.image}]
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.labelSelector}
`

const definition = customDefinition(created(customResourceDefinition, CRONTABS))
const myCron: KubeObject = parse(`
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: my-cron, namespace: shop, creationTimestamp: "2026-11-22T02:59:30Z", uid: u-1}
spec: {cronSpec: "* * * * */5", image: busybox, replicas: 3, nested: {list: [1, two], restartPolicy: null}}
status: {labelSelector: app=x, conditions: [{type: Other, status: "False"}, {type: Ready, status: "True"}]}
`)

describe('a definition', () => {
  it('is accepted', () => {
    expect(creationErrors(customResourceDefinition, CRONTABS)).toEqual([])
  })

  it('is found by everything its kind is called', () => {
    expect(customResourceDefinition.indexes?.(created(customResourceDefinition, CRONTABS))).toEqual([
      ['group', 'stable.example.com'],
      ['kind', 'stable.example.com/CronTab'],
      ['name', 'crontabs'],
      ['name', 'crontab'],
      ['name', 'ct'],
      ['name', 'crontabs.stable.example.com'],
      ['category', 'all'],
    ])
  })

  it('keeps its kind and scope once it is established', () => {
    const old = created(customResourceDefinition, CRONTABS)
    const { errors } = updated(customResourceDefinition, old, ({ spec }) => {
      spec.scope = 'Cluster'
      spec.names.kind = 'Other'
    })
    expect(errors).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Other": field is immutable',
    ])
  })

  it('answers to a short name that is added later', () => {
    const old = created(customResourceDefinition, CRONTABS)
    const { object, errors } = updated(customResourceDefinition, old, ({ spec }) => {
      spec.names.shortNames = ['ct', 'cron']
    })
    expect(errors).toEqual([])
    expect(object.status?.acceptedNames?.shortNames).toEqual(['ct', 'cron'])
    expect(customResourceDefinition.indexes?.(object)).toContainEqual(['name', 'cron'])
  })

  it('remembers each version that it has stored', () => {
    const old = created(customResourceDefinition, CRONTABS)
    const { object } = updated(customResourceDefinition, old, ({ spec }) => {
      const [v1] = spec.versions
      spec.versions = [
        { ...v1!, storage: false },
        { ...v1!, name: 'v2' },
      ]
    })
    expect(object.status?.storedVersions).toEqual(['v1', 'v2'])
  })
})

describe('objects of a custom kind', () => {
  it('show the columns of their definition', () => {
    expect(table(definition, myCron, true)).toEqual({
      Name: 'my-cron',
      Spec: '* * * * */5',
      Replicas: 3,
      Image: 'busybox',
      Ready: 'True',
      Age: '30s',
    })
  })

  it('show nothing where a value is missing or of another type', () => {
    const bare = { ...myCron, metadata: { name: 'bare' }, spec: { replicas: 'many' }, status: {} }
    expect(table(definition, bare)).toEqual({ Name: 'bare', Spec: '', Replicas: '', Ready: '', Age: '' })
  })

  it('show name and age where the definition has no columns', () => {
    const plain = created(
      customResourceDefinition,
      CRONTABS.replace(/additionalPrinterColumns:[\s\S]*?selectable/, 'selectable'),
    )
    expect(table(customDefinition(plain), myCron)).toEqual({ Name: 'my-cron', Age: '30s' })
  })

  it('scale and select as the definition says', () => {
    expect(definition.scale?.specReplicasPath).toEqual(['spec', 'replicas'])
    expect(definition.scale?.selector(myCron)).toBe('app=x')
    expect(definition.selectableFields?.['spec.image']?.(myCron)).toBe('busybox')
  })

  it('are described field by field', async () => {
    expect(await described(definition, myCron)).toBe(`Name:         my-cron
Namespace:    shop
Labels:       <none>
Annotations:  <none>
API Version:  stable.example.com/v1
Kind:         CronTab
Metadata:
  Creation Timestamp:  2026-11-22T02:59:30Z
  UID:                 u-1
Spec:
  Cron Spec:  * * * * */5
  Image:      busybox
  Nested:
    List:
      1
      two
    Restart Policy:  <nil>
  Replicas:          3
Status:
  Conditions:
    Status:        False
    Type:          Other
    Status:        True
    Type:          Ready
  Label Selector:  app=x
Events:            <none>
`)
  })

  it.each([
    ['clusterIP', 'Cluster Ip'],
    ['apiURL', 'API URL'],
    ['nonResourceURLs', 'Non Resource Ur Ls'],
    ['HTTPServer', 'Http Server'],
    ['XÉb', 'X Éb'],
    ['ipv4CIDR', 'ipv4CIDR'],
    ['x-y', 'X - Y'],
  ])('are described with %s as %s', async (field, label) => {
    const cron = { ...myCron, spec: { [field]: 1 } }
    expect(await described(definition, cron)).toContain(`  ${label}:  1\n`)
  })
})
