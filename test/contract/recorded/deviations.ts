/** Where this program differs from the recordings, by the line of the command, and why. */

/** Lines of a recording, under the reason that they share. */
export type Deviations = Readonly<Record<string, readonly number[]>>

const KUBECTL_ELSE = 'the recorded kubectl could not use the old server for this kind'
const NEWER_COLUMNS = 'newer servers have other columns'
const NEWER_FIELDS = 'newer servers default and show more fields'
const NEWER_TEXT = 'newer servers word it differently'
const NEWER_WARNINGS = 'newer servers warn of kinds that have since been deprecated'
const NEWER_CHECKS = 'validation is the server’s now, and worded by it'
const NEWER_KINDS = 'newer servers have other kinds and versions'
const JSON_VALUES = 'newer servers show values as JSON, not as Go prints them'
const MANAGED_FIELDS = 'an object in the text of a fault is told without its managed fields'
const CONTROLLERS = 'nothing acts on the recorded cluster here'
const NOT_FILLED = 'the recorded cluster had objects that no manifest of it shows'
const OTHER_COMMANDS = 'the objects were made by commands that are not there'
const OWN_HELP = 'help is in words of its own'
const OPENAPI = 'the recording used a stand-in for OpenAPI v3 without enums, quantities and newer fields'
const NATURAL = 'names sort by the numbers in them, as the source of kubectl 1.35 has it'
const SETTLED = 'a command ends when all has settled, so that the next one has nothing to wait for'
const HASHES = 'names end in hashes of templates that have newer defaults'
const RANDOM = 'the order follows a Go map, which differs from run to run'

/** By file; a command that is not listed prints what was recorded, and one that is listed does not. */
export const deviations: Readonly<Record<string, Deviations>> = {
  '01-get-pods': {
    [NEWER_TEXT]: [413],
    [NATURAL]: [458, 472],
    'kubectl ends with a line of its log, with time and process': [530],
  },
  '02-get-several-kinds': {
    [NEWER_COLUMNS]: [45, 64, 112, 167, 216, 286, 376, 412, 461, 474],
    'cron jobs stand before jobs since both are in batch/v1': [259],
    'service accounts have no token secrets any more': [369],
  },
  '03-get-tables-by-kind': {
    [NEWER_COLUMNS]: [117, 121, 125, 129, 165, 172, 179, 186, 225, 229, 233, 237, 273, 279],
    'service accounts have no token secrets any more': [143, 149, 155, 160],
    [NEWER_WARNINGS]: [47, 54],
    [NOT_FILLED]: [61, 69, 329, 336, 389, 402, 415, 425, 466, 477, 488, 521],
  },
  '04-get-pod-statuses': {
    [NEWER_COLUMNS]: [4, 33],
    'newer servers know from the condition Initialized that pods initialize': [340],
    'fields that a typed client writes as null': [62, 91, 202],
  },
  '05-get-output-formats': {
    [NEWER_FIELDS]: [3, 33, 217],
    [NEWER_COLUMNS]: [706],
    [MANAGED_FIELDS]: [257, 320, 348, 382, 589, 602],
    'the recording is cut within a time': [755],
    'the version is another': [729],
    [NATURAL]: [524],
  },
  '06-describe-pods-nodes': { [NEWER_FIELDS]: [590], [CONTROLLERS]: [289, 403] },
  '07-describe-workloads': {
    [NEWER_FIELDS]: [193],
    [KUBECTL_ELSE]: [255, 291, 310],
    'kubectl 1.35 describes more of a template': [259],
    [NOT_FILLED]: [354, 358, 399, 404, 478],
  },
  '08-describe-others': {
    [NEWER_FIELDS]: [3, 19, 41, 60, 90, 391, 414, 662, 715],
    [KUBECTL_ELSE]: [122, 148],
    [NEWER_WARNINGS]: [107],
    [NOT_FILLED]: [126, 508, 693],
    [RANDOM]: [435],
  },
  '09-create-generators': {
    'kubectl ends with a line of its log, with time and process': [1052],
    [KUBECTL_ELSE]: [1162, 1166],
  },
  '10-run-expose': {
    [CONTROLLERS]: [253],
    [KUBECTL_ELSE]: [719, 744, 753, 757, 761],
    [OTHER_COMMANDS]: [781],
  },
  '11-apply': {
    [CONTROLLERS]: [61, 229, 329],
    'the conflict shows managed fields': [451],
    'manifests are not read from the network': [834],
  },
  '12-apply-errors-manifest': {
    [NEWER_CHECKS]: [
      317, 335, 350, 362, 374, 386, 398, 410, 422, 446, 458, 472, 484, 510, 522, 533, 549, 553, 560, 568, 572,
      576, 586, 590,
    ],
    [JSON_VALUES]: [495],
  },
  '13-apply-errors-server': {
    [NEWER_TEXT]: [45, 126, 248, 602, 756],
    [JSON_VALUES]: [287, 327, 341, 400, 415, 430, 468, 518, 542, 590, 626, 652, 690, 729],
    [NEWER_CHECKS]: [705, 797],
    [RANDOM]: [67, 782],
    [CONTROLLERS]: [823],
  },
  '14-immutable-conflict': {
    [JSON_VALUES]: [13, 25, 37, 81, 95, 127, 166],
    [NEWER_TEXT]: [69, 115],
    'every namespace has its name as a label now': [256, 266],
    [CONTROLLERS]: [289],
  },
  '15-server-side-apply': {
    [NEWER_CHECKS]: [226],
    [NEWER_TEXT]: [230],
    'newer servers tell no time of an owner that changed nothing': [154],
    'newer servers know who scaled, so that applying another number is a conflict': [259, 262],
  },
  '16-delete': {
    [CONTROLLERS]: [58, 61, 193],
    [NOT_FILLED]: [69, 72, 76],
    'what waits for a node that does not answer would wait for ever: it ends with an error': [108],
  },
  '18-rollout': {
    [SETTLED]: [3, 41, 234, 259, 266, 287, 302, 369, 407, 421, 435, 485, 577],
    [HASHES]: [180, 185, 479, 509],
    [NEWER_FIELDS]: [122],
    [NEWER_TEXT]: [585],
    [NOT_FILLED]: [307, 312, 316, 320, 328],
    'all nodes are alive, so the daemon set is complete': [391],
    [OWN_HELP]: [529],
  },
  '19-set': {
    'lines that begin with # are taken for remarks of the recorder': [125],
    [CONTROLLERS]: [128],
    [NEWER_TEXT]: [169, 189],
    [OWN_HELP]: [262],
  },
  '21-taint-cordon-drain': {
    [CONTROLLERS]: [169, 174, 257, 270, 275, 318],
    [NOT_FILLED]: [196, 280],
    'kubectl evicts all pods at once, in no order': [248],
  },
  '23-wait': { [NOT_FILLED]: [18] },
  '24-diff': {
    [CONTROLLERS]: [6, 68, 100, 135],
    'kubectl warns by a line of its log, and its usual kinds were not all on the old server': [231],
  },
  '29-events': { [NOT_FILLED]: [137, 170, 182, 197, 208, 237] },
  '25-explain-api-resources': {
    [NEWER_KINDS]: [4, 64, 97, 130, 138, 190, 204, 215, 276],
    [NEWER_FIELDS]: [243],
  },
  '25b-explain-new-form': {
    [OPENAPI]: [40, 118, 157, 183, 206, 377, 396, 421, 490, 531, 731, 1069],
    [NEWER_TEXT]: [987],
  },
  '26-auth': {
    [NOT_FILLED]: [165, 196],
    'newer clusters let everybody ask who they are': [83, 107, 141],
    'the recorded user was known by a token that the server had in a file': [137, 247],
    'the recorded kubectl crashed': [273, 324, 375, 426, 477],
  },
  '27-logs-exec-top-info-config': {
    'the recorded kubelets cannot be reached by a name': [3, 45, 183, 188],
    [OWN_HELP]: [108, 564, 597, 617, 655],
    'metrics are there': [124, 128, 132],
    'kubelite tells its own version besides, and is not built by Go': [203, 260],
    'the server is not that old': [197, 207, 235],
    'the kubectl of then': [289, 293, 297],
    'there is no other server': [314, 325, 334, 340],
    'the recorder had a plug-in': [708],
    'the code is another one': [718],
  },
  '28-cli-errors-help': {
    [OWN_HELP]: [356, 429, 446, 519, 562, 605, 641, 677, 695, 760, 803, 854, 940],
    'there are no requests over a network to tell of': [738],
  },
  '30-kustomize': { [CONTROLLERS]: [135] },
  '31-custom-resources': { [CONTROLLERS]: [121, 124, 128], [NEWER_CHECKS]: [240] },
  '32-defaulted-objects': {
    [NEWER_FIELDS]: [186, 257, 314, 360, 413, 459, 492, 584, 759, 851, 1191],
    'service accounts have no token secrets any more': [659, 1020],
    [CONTROLLERS]: [12, 119, 710, 737, 923, 1063, 1129, 1140, 1151, 1156, 1177],
    [NOT_FILLED]: [773, 1032, 1082, 1261],
  },
}
