/** Records Events about objects and folds repeated ones into one, as client-go's event correlator does. */
import type { KubeObject } from '../apimachinery/object.ts'

/** Tells users what a reconciler did, as Events. */
export interface EventRecorder {
  /**
   * Records what happened to an object.
   * @param type 'Normal' or 'Warning'
   * @param reason one CamelCase word: 'Scheduled', 'FailedScheduling'
   * @param fieldPath the part of the object concerned, such as 'spec.containers{web}'
   */
  event(
    object: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    options?: { fieldPath?: string; host?: string; action?: string },
  ): Promise<void>
}
