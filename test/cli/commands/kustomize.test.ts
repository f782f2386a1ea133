/** kubelite kustomize, and -k of other commands. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
  cli.file(
    'k/kustomization.yaml',
    'namePrefix: dev-\nresources: [cm.yaml, ns.yaml]\nconfigMapGenerator: [{name: gen, literals: [a=b]}]\n',
  )
  cli.file('k/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {x: y}\n')
  cli.file('k/ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n')
  cli.file('old/kustomization.yaml', 'bases: [../k]\n')
  cli.file('empty/kustomization.yaml', 'resources: []\n')
  cli.file('bad/kustomization.yaml', 'bogus: 1\n')
  cli.file('out/kustomization.yaml', 'resources: [../k/cm.yaml]\n')
})

const GENERATED = 'dev-gen-4h2mbtbbt6'

describe('kustomize', () => {
  it('prints what the folder yields', async () => {
    const { stdout, stderr, exitCode } = await cli.run('kustomize k')
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toBe(`apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
data:
  x: "y"
kind: ConfigMap
metadata:
  name: dev-cm
---
apiVersion: v1
data:
  a: b
kind: ConfigMap
metadata:
  name: ${GENERATED}
`)
  })

  it('warns of old fields on standard error', async () => {
    const { stdout, stderr } = await cli.run('kustomize old')
    expect(stdout).toBe((await cli.run('kustomize k')).stdout)
    expect(stderr).toBe(
      "# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit fix' to update your Kustomization automatically.\n",
    )
  })

  const old =
    "Flag --reorder has been deprecated, use the new 'sortOptions' field in kustomization.yaml instead.\n"
  it.each([
    ['none', 'k', ['ConfigMap', 'Namespace', 'ConfigMap'], old],
    ['legacy', 'k', ['Namespace', 'ConfigMap', 'ConfigMap'], old],
    [
      'none',
      'sorted',
      ['Namespace', 'ConfigMap', 'ConfigMap'],
      `${old}Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). Using the kustomization file over the CLI flag.\n`,
    ],
  ])('takes the order of old, %s for %s', async (order, folder, kinds, stderr) => {
    cli.file('sorted/kustomization.yaml', 'resources: [../k]\nsortOptions: {order: legacy}\n')
    const result = await cli.run(`kustomize ${folder} --reorder=${order}`)
    expect(result).toMatchObject({ stderr, exitCode: 0 })
    expect(result.stdout.match(/(?<=^kind: ).*/gm)).toEqual(kinds)
  })

  it('refuses an order of old that there is not', async () => {
    expect((await cli.run('kustomize k --reorder=bogus')).stderr).toBe(
      `${old}error: illegal flag value --reorder bogus; legal values: [legacy none]\n`,
    )
  })

  it('prints nothing where there is nothing', async () => {
    expect(await cli.run('kustomize empty')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it('writes into a file', async () => {
    expect(await cli.run('kustomize k -o all.yaml')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    const text = readFileSync(join(cli.folder, 'all.yaml'), 'utf8')
    expect(text).toBe((await cli.run('kustomize k')).stdout)
  })

  it('writes each object into a file of its own', async () => {
    mkdirSync(join(cli.folder, 'files'))
    await cli.run('kustomize k -o files')
    expect(readdirSync(join(cli.folder, 'files'))).toEqual([
      'v1_configmap_dev-cm.yaml',
      `v1_configmap_${GENERATED}.yaml`,
      'v1_namespace_shop.yaml',
    ])
  })

  it('tells apart by namespace what it writes', async () => {
    mkdirSync(join(cli.folder, 'files'))
    cli.file('k/cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, namespace: Other}\n')
    await cli.run('kustomize k -o files')
    expect(readdirSync(join(cli.folder, 'files'))).toEqual([
      `default_v1_configmap_${GENERATED}.yaml`,
      'other_v1_configmap_dev-cm.yaml',
      'v1_namespace_shop.yaml',
    ])
  })

  it('reads outside of the folder only where that is allowed', async () => {
    expect((await cli.run('kustomize out')).stderr).toContain("cm.yaml' is not in or below '")
    const { stdout } = await cli.run('kustomize out --load-restrictor LoadRestrictionsNone')
    expect(stdout).toContain('name: cm\n')
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['several folders', 'kustomize k old', 'error: specify one path to kustomization.yaml\n'],
    ['unknown fields', 'kustomize bad', 'error: invalid Kustomization: json: unknown field "bogus"\n'],
    [
      'unknown restrictors',
      'kustomize k --load-restrictor x',
      'error: illegal flag value --load-restrictor x; legal values: [LoadRestrictionsRootOnly LoadRestrictionsNone]\n',
    ],
    [
      'URLs',
      'kustomize https://127.0.0.1:1/x',
      "error: 'https://127.0.0.1:1/x' cannot be read: there is no network. Download it and use the path of the copy\n",
    ],
    [
      'folders to write in that are not there',
      'kustomize k -o nosuch/x.yaml',
      'error: open nosuch/x.yaml: no such file or directory\n',
    ],
    ['helm', 'kustomize k --enable-helm', 'error: --enable-helm is not supported: there is no helm to run\n'],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('refuses folders without a kustomization', async () => {
    mkdirSync(join(cli.folder, 'dir'))
    expect(await cli.run('kustomize dir')).toMatchObject({
      stderr: expect.stringMatching(
        /^error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '\S+dir'\n$/,
      ),
      exitCode: 1,
    })
  })
})

describe('-k', () => {
  it('applies, reads, compares and deletes what a kustomization yields', async () => {
    const created = `namespace/shop created\nconfigmap/dev-cm created\nconfigmap/${GENERATED} created\n`
    expect(await cli.run('apply -k k')).toEqual({ stdout: created, stderr: '', exitCode: 0 })
    expect((await cli.run('apply -k k')).stdout).toBe(created.replaceAll('created', 'unchanged'))
    expect((await cli.run('get -k k -o name')).stdout).toBe(
      `namespace/shop\nconfigmap/dev-cm\nconfigmap/${GENERATED}\n`,
    )
    expect((await cli.run('describe -k k')).stdout).toContain('Name:         dev-cm\n')
    expect(await cli.run('label -k k a=b')).toMatchObject({ exitCode: 0 })
    expect((await cli.run('delete -k k')).stdout).toContain(`configmap "${GENERATED}" deleted`)
    expect((await cli.run('create -k k')).stdout).toContain('configmap/dev-cm created\n')
    expect((await cli.run('replace -k k')).stdout).toContain('configmap/dev-cm replaced\n')
  })

  it('tells the kustomization as the source of errors', async () => {
    cli.file('k/cm.yaml', 'apiVersion: v1\nkind: Nothing\nmetadata: {name: cm}\n')
    expect((await cli.run('apply -k k')).stderr).toContain(
      'resource mapping not found for name: "dev-cm" namespace: "" from "k": no matches for kind "Nothing" in version "v1"\n',
    )
  })

  const refused: [title: string, flags: string, stderr: string][] = [
    ['with -R', '-k k -R', "error: the -k flag can't be used with -f or -R\n"],
    ['with -f', '-k k -f x.yaml', 'error: only one of -f or -k can be specified\n'],
    ['without objects', '-k empty', 'error: no objects passed to apply\n'],
    ['that cannot be read', '-k bad', 'error: invalid Kustomization: json: unknown field "bogus"\n'],
  ]
  it.each(refused)('is refused %s', async (_title, flags, stderr) => {
    expect(await cli.run(`apply ${flags}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})
