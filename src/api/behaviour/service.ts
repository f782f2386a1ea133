/** How the simulated network treats a service: the annotation that says how requests are shared out. */
import type { Service } from '../../generated/types.ts'
import { BEHAVIOUR_PREFIX, type Behaviour, type Behaviours } from './definition.ts'
import { word } from './values.ts'

/** How one of a service's ready endpoints is chosen for a request. */
export type LoadBalancing = 'random' | 'round-robin' | 'least-loaded'

/** What annotations can say of a service. */
export const serviceBehaviours = {
  'load-balancing': {
    about:
      'How a ready endpoint is chosen for a request of `kubelite curl`: by chance, as kube-proxy does (the default); one after the other; or the one with the fewest requests under way.',
    values: '`random`, `round-robin` or `least-loaded`',
    example: 'least-loaded',
    parse: word<LoadBalancing>('random', 'round-robin', 'least-loaded'),
  } satisfies Behaviour<LoadBalancing>,
} as const satisfies Behaviours

/** How the service's requests are shared out. */
export function loadBalancingOf({ metadata }: Service): LoadBalancing {
  const text = metadata.annotations?.[`${BEHAVIOUR_PREFIX}load-balancing`]
  return (['round-robin', 'least-loaded'] as const).find((mode) => mode === text) ?? 'random'
}
