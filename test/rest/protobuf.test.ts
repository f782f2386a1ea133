/** Bodies in Protobuf, as kubectl and client-go send them for the kinds that they know. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hasStruct, structSchema } from '../../src/api/schema/schema.ts'
import { servedResources } from '../../src/generated/resources.ts'
import { messageFields } from '../../src/rest/protobuf/field-numbers.ts'
import { createTestApi, type TestApi } from './test-api.ts'

const TYPE = 'application/vnd.kubernetes.protobuf'

/** A field of a message: a number as a varint, text, or the fields of another message. */
type Part = [number: number, value: number | string | Part[]]

function varint(value: number): Buffer {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0))
    left >>= 7n
  } while (left > 0n)
  return Buffer.from(bytes)
}

function message(parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)])
      const bytes = typeof value === 'string' ? Buffer.from(value) : message(value)
      return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes])
    }),
  )
}

function body(apiVersion: string, kind: string, parts: readonly Part[]): Buffer {
  const type = message([
    [1, apiVersion],
    [2, kind],
  ])
  return Buffer.concat([
    Buffer.from('k8s\0'),
    ...[type, message(parts)].flatMap((bytes, index) => [
      varint((index + 1) * 8 + 2),
      varint(bytes.length),
      bytes,
    ]),
  ])
}

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
})
afterEach(() => api[Symbol.asyncDispose]())

describe('a body in Protobuf', () => {
  it('is an object like any other', async () => {
    const container: Part[] = [
      [1, 'c'],
      [2, 'busybox'],
      [3, 'sh'],
      [3, '-c'],
      [
        6,
        [
          [2, 0],
          [3, 8080],
        ],
      ],
      [
        7,
        [
          [1, 'A'],
          [2, 'b'],
        ],
      ],
      [
        8,
        [
          [
            2,
            [
              [1, 'cpu'],
              [2, [[1, '100m']]],
            ],
          ],
        ],
      ],
      [
        10,
        [
          [
            1,
            [
              [
                2,
                [
                  [1, '/live'],
                  [
                    2,
                    [
                      [1, 1],
                      [3, 'http'],
                    ],
                  ],
                ],
              ],
            ],
          ],
          [2, 5],
        ],
      ],
      [
        11,
        [
          [
            1,
            [
              [
                2,
                [
                  [1, '/'],
                  [
                    2,
                    [
                      [1, 0],
                      [2, 8080],
                    ],
                  ],
                ],
              ],
            ],
          ],
        ],
      ],
      [13, ''],
      [16, 0],
    ]
    const pod: Part[] = [
      [
        1,
        [
          [1, 'p'],
          [3, ''],
          [7, 0],
          [8, []],
          [
            11,
            [
              [1, 'app'],
              [2, 'x'],
            ],
          ],
        ],
      ],
      [
        2,
        [
          [
            1,
            [
              [1, 'tmp'],
              [2, [[2, []]]],
            ],
          ],
          [2, container],
          [3, 'Never'],
          [4, 0],
          [
            7,
            [
              [1, 'a'],
              [2, 'b'],
            ],
          ],
          [11, 0],
          [21, 0],
        ],
      ],
      [3, []],
    ]
    const { status, json } = await api.ask('POST /api/v1/namespaces/default/pods', {
      body: body('v1', 'Pod', pod),
      type: TYPE,
    })
    expect({ status, message: json.message }).toEqual({ status: 201, message: undefined })
    expect(json).toMatchObject({
      metadata: { name: 'p', labels: { app: 'x' } },
      spec: {
        volumes: [{ name: 'tmp', emptyDir: {} }],
        containers: [
          {
            name: 'c',
            command: ['sh', '-c'],
            ports: [{ containerPort: 8080 }].map((port) => expect.objectContaining(port)),
            env: [{ name: 'A', value: 'b' }],
            resources: { requests: { cpu: '100m' } },
            livenessProbe: { httpGet: { path: '/live', port: 'http' }, initialDelaySeconds: 5 },
            readinessProbe: { httpGet: { path: '/', port: 8080 } },
            terminationMessagePath: '/dev/termination-log',
          },
        ],
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        nodeSelector: { a: 'b' },
      },
    })
    expect(json.spec.hostNetwork).toBeUndefined()
  })

  it('keeps bytes, negative numbers and lists in maps', async () => {
    const secret = body('v1', 'Secret', [
      [1, [[1, 's']]],
      [
        2,
        [
          [1, 'k'],
          [2, 'v'],
        ],
      ],
    ])
    const path = '/api/v1/namespaces/default/secrets'
    expect((await api.ask(`POST ${path}`, { body: secret, type: TYPE })).json.data).toEqual({ k: 'dg==' })
    const priority = body('scheduling.k8s.io/v1', 'PriorityClass', [
      [1, [[1, 'low']]],
      [2, -5],
    ])
    const classes = '/apis/scheduling.k8s.io/v1/priorityclasses'
    expect((await api.ask(`POST ${classes}`, { body: priority, type: TYPE })).json.value).toBe(-5)
    const review = body('authorization.k8s.io/v1', 'SubjectAccessReview', [
      [
        2,
        [
          [
            1,
            [
              [2, 'get'],
              [4, 'pods'],
            ],
          ],
          [3, 'jane'],
          [
            5,
            [
              [1, 'scopes'],
              [
                2,
                [
                  [1, 'a'],
                  [1, 'b'],
                ],
              ],
            ],
          ],
        ],
      ],
    ])
    const reviews = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
    expect((await api.ask(`POST ${reviews}`, { body: review, type: TYPE })).json.spec).toMatchObject({
      user: 'jane',
      extra: { scopes: ['a', 'b'] },
    })
  })

  it('says how to delete', async () => {
    await api.ask('POST /api/v1/namespaces/default/configmaps', { body: { metadata: { name: 'cm' } } })
    const options = body('v1', 'DeleteOptions', [[5, 'All']])
    const path = '/api/v1/namespaces/default/configmaps/cm'
    expect((await api.ask(`DELETE ${path}`, { body: options, type: TYPE })).status).toBe(200)
    expect((await api.ask(`GET ${path}`)).status).toBe(200)
  })

  it.each([
    ['no envelope', Buffer.from('x'), 400],
    ['half a message', body('v1', 'ConfigMap', [[1, [[1, 'cm']]]]).subarray(0, -2), 400],
    ['a kind without known messages', body('apiextensions.k8s.io/v1', 'CustomResourceDefinition', []), 415],
  ])('is refused with %s', async (_title, bytes, status) => {
    const path = '/api/v1/namespaces/default/configmaps'
    expect((await api.ask(`POST ${path}`, { body: bytes, type: TYPE })).status).toBe(status)
  })
})

describe('the table of field numbers', () => {
  /** What Kubernetes 1.36 has and 1.35, where the numbers are from, does not; and what has no messages at all. */
  const UNKNOWN = [
    'APIService',
    'CustomResourceDefinition',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'NodeMetrics',
    'PodMetrics',
  ]
  const kinds = servedResources
    .map(({ definition }) => definition)
    .filter((name) => hasStruct(name) && !UNKNOWN.includes(name))

  it.each(kinds)('knows the fields of %s', (name) => {
    const fields = [...(messageFields(name)?.values() ?? [])].map((field) => field.name)
    const expected = structSchema(name).fieldNames.filter(
      (field) => field !== 'apiVersion' && field !== 'kind',
    )
    expect(fields).toEqual(expect.arrayContaining(expected))
  })
})
