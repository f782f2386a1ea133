/** kubelite create ingress. Source: kubectl, cmd/create/create_ingress.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { string, texts } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { backendOf, checkRule, rulesOf, tlsOf } from './ingress-rules.ts'

export const createIngress = defineGenerator({
  name: 'ingress',
  aliases: ['ing'],
  usage: 'NAME --rule=host/path=service:port[,tls[=secret]] ',
  short: 'Create an ingress with the specified name',
  long: ['Create an ingress with the specified name.'],
  examples: [
    {
      about: 'Requests for foo.com/bar go to the service svc1, with the certificate of the secret my-cert',
      line: 'create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"',
    },
    {
      about: 'A path of any host, by the class otheringress',
      line: 'create ingress catch-all --class=otheringress --rule="/path=svc:port"',
    },
    {
      about: 'With annotations',
      line: 'create ingress annotated --class=default --rule="foo.com/bar=svc:port" --annotation ingress.annotation1=foo --annotation ingress.annotation2=bla',
    },
    {
      about: 'Several paths of a host',
      line: 'create ingress multipath --class=default --rule="foo.com/=svc:port" --rule="foo.com/admin/=svcadmin:portadmin"',
    },
    {
      about: 'Several hosts, and all paths that begin alike',
      line: 'create ingress ingress1 --class=default --rule="foo.com/path*=svc:8080" --rule="bar.com/admin*=svc2:http"',
    },
    {
      about: 'With the certificate that the controller has',
      line: 'create ingress ingtls --class=default --rule="foo.com/=svc:https,tls" --rule="foo.com/path/subpath*=othersvc:8080"',
    },
    {
      about: 'With a service for all other requests',
      line: 'create ingress ingdefault --class=default --default-backend=defaultsvc:http --rule="foo.com/*=svc:8080,tls=secret1"',
    },
  ],
  flags: {
    annotation: texts('An annotation of the ingress, as KEY=VALUE. May be given several times.'),
    class: string('', 'The class of the ingress.'),
    defaultBackend: string('', 'Where requests go that no rule is for, as SERVICE:PORT.'),
    rule: texts(
      'Where requests go, as HOST/PATH=SERVICE:PORT[,tls[=SECRET]]; a path that ends in * stands for all that begin so.',
    ),
  },
  refusal: 'failed to create ingress: ',
  generate({ name, options: { annotation, class: ingressClassName, defaultBackend, rule: rules } }) {
    check(rules, annotation, defaultBackend)
    const annotations = Object.fromEntries(annotation.map(splitAnnotation))
    const spec = {
      ...(ingressClassName !== '' && { ingressClassName }),
      ...(defaultBackend !== '' && { defaultBackend: backendOf(defaultBackend) }),
      tls: tlsOf(rules),
      rules: rulesOf(rules),
    }
    const metadata = { name, annotations }
    return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec } as unknown as Unstructured
  },
})

function check(rules: readonly string[], annotations: readonly string[], defaultBackend: string): void {
  if (defaultBackend === '' && rules.length === 0)
    throw new CliError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    )
  for (const rule of rules) checkRule(rule)
  for (const annotation of annotations)
    if (!annotation.includes('='))
      throw new CliError(`annotation ${annotation} is invalid and should be in format key=[value]`)
  if (defaultBackend !== '' && defaultBackend.split(':').length !== 2)
    throw new CliError('default-backend should be in format servicename:serviceport')
}

function splitAnnotation(text: string): [key: string, value: string] {
  const equals = text.indexOf('=')
  return [text.slice(0, equals), text.slice(equals + 1)]
}
