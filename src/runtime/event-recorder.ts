/** Records Events about objects and folds repeated ones into one, as client-go's event correlator does. */
import type { KubeObject } from '../apimachinery/object.ts'

/**
 * Tells users what a reconciler did, as Events. What is recorded is stored with the next flush, all of it together:
 * client-go's broadcaster too hands Events on later than they are told.
 */
export interface EventRecorder {
  /**
   * Records what happened to an object.
   * @param type 'Normal' or 'Warning'
   * @param reason one CamelCase word: 'Scheduled', 'FailedScheduling'
   * @param fieldPath the part of the object concerned, such as 'spec.containers{web}'
   * @param component the source, where it is not the recorder's: kube-scheduler tells in the names of its profiles
   */
  event(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    options?: { fieldPath?: string; host?: string; action?: string; component?: string },
  ): Promise<void>
  /** Stores what was recorded since the last time. The control loop does so after each turn of a reconciler. */
  flush(): Promise<void>
}
