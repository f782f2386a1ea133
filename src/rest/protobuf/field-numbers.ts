/**
 * The numbers by which Kubernetes' Protobuf messages name their fields: facts of the generated.proto files of k8s.io/api
 * and apimachinery, as of Kubernetes 1.35. A line for each type that stands in src/generated/types.ts, its fields in the
 * order of their numbers: each has the number after the one before it, unless another is named. `name*` may be absent even
 * where it is empty (a pointer in Go), all others are absent where they are. `@Name` is a message of its own, whose fields
 * JSON has beside those of the type.
 */
const TABLE = `
AWSElasticBlockStoreVolumeSource: volumeID fsType partition readOnly
AdmissionregistrationServiceReference: namespace name path* port*
AdmissionregistrationWebhookClientConfig: service* caBundle url*
Affinity: nodeAffinity* podAffinity* podAntiAffinity*
AggregationRule: clusterRoleSelectors
AllocatedDeviceStatus: driver pool device conditions data* networkData* shareID*
AllocationResult: devices nodeSelector*=3 allocationTimestamp*=5
AppArmorProfile: type localhostProfile*
AttachedVolume: name devicePath
AuditAnnotation: key valueExpression
AzureDiskVolumeSource: diskName diskURI cachingMode* fsType* readOnly* kind*
AzureFilePersistentVolumeSource: secretName shareName readOnly secretNamespace*
AzureFileVolumeSource: secretName shareName readOnly
Binding: metadata target
BoundObjectReference: kind apiVersion name uid
CELDeviceSelector: expression
CSIDriver: metadata spec
CSIDriverSpec: attachRequired* podInfoOnMount* volumeLifecycleModes storageCapacity* fsGroupPolicy* tokenRequests requiresRepublish* seLinuxMount* nodeAllocatableUpdatePeriodSeconds* serviceAccountTokenInSecrets*
CSINode: metadata spec
CSINodeDriver: name nodeID topologyKeys allocatable*
CSINodeSpec: drivers
CSIPersistentVolumeSource: driver volumeHandle readOnly fsType volumeAttributes controllerPublishSecretRef* nodeStageSecretRef* nodePublishSecretRef* controllerExpandSecretRef* nodeExpandSecretRef*
CSIStorageCapacity: metadata nodeTopology* storageClassName capacity* maximumVolumeSize*
CSIVolumeSource: driver readOnly* fsType* volumeAttributes nodePublishSecretRef*
Capabilities: add drop
CapacityRequestPolicy: default* validValues=3 validRange*
CapacityRequestPolicyRange: min* max* step*
CapacityRequirements: requests
CephFSPersistentVolumeSource: monitors path user secretFile secretRef* readOnly
CephFSVolumeSource: monitors path user secretFile secretRef* readOnly
CertificateSigningRequest: metadata spec status
CertificateSigningRequestCondition: type reason message lastUpdateTime lastTransitionTime status
CertificateSigningRequestSpec: request username uid groups usages extra signerName expirationSeconds*
CertificateSigningRequestStatus: conditions certificate
CinderPersistentVolumeSource: volumeID fsType readOnly secretRef*
CinderVolumeSource: volumeID fsType readOnly secretRef*
ClientIPConfig: timeoutSeconds*
ClusterRole: metadata rules aggregationRule*
ClusterRoleBinding: metadata subjects roleRef
ClusterTrustBundleProjection: name* signerName* labelSelector* path optional*
ComponentCondition: type status message error
ComponentStatus: metadata conditions
Condition: type status observedGeneration lastTransitionTime reason message
ConfigMap: metadata data binaryData immutable*
ConfigMapEnvSource: @LocalObjectReference optional*
ConfigMapKeySelector: @LocalObjectReference key optional*
ConfigMapNodeConfigSource: namespace name uid resourceVersion kubeletConfigKey
ConfigMapProjection: @LocalObjectReference items optional*=4
ConfigMapVolumeSource: @LocalObjectReference items defaultMode* optional*
Container: name image command args workingDir ports env resources volumeMounts livenessProbe* readinessProbe* lifecycle* terminationMessagePath imagePullPolicy securityContext* stdin stdinOnce tty envFrom terminationMessagePolicy volumeDevices startupProbe* resizePolicy restartPolicy* restartPolicyRules
ContainerExtendedResourceRequest: containerName resourceName requestName
ContainerImage: names sizeBytes
ContainerPort: name hostPort containerPort protocol hostIP
ContainerResizePolicy: resourceName restartPolicy
ContainerResourceMetricSource: name target container
ContainerResourceMetricStatus: name current container
ContainerRestartRule: action exitCodes*
ContainerRestartRuleOnExitCodes: operator values
ContainerState: waiting* running* terminated*
ContainerStateRunning: startedAt
ContainerStateTerminated: exitCode signal reason message startedAt finishedAt containerID
ContainerStateWaiting: reason message
ContainerStatus: name state lastState ready restartCount image imageID containerID started* allocatedResources resources* volumeMounts user* allocatedResourcesStatus stopSignal*
ContainerUser: linux*
ControllerRevision: metadata data revision
CoreResourceClaim: name request
Counter: value
CounterSet: name counters
CronJob: metadata spec status
CronJobSpec: schedule startingDeadlineSeconds* concurrencyPolicy suspend* jobTemplate successfulJobsHistoryLimit* failedJobsHistoryLimit* timeZone*
CronJobStatus: active lastScheduleTime*=4 lastSuccessfulTime*
CrossVersionObjectReference: kind name apiVersion
CrossVersionObjectReferenceV1: kind name apiVersion
DaemonEndpoint: Port
DaemonSet: metadata spec status
DaemonSetCondition: type status lastTransitionTime reason message
DaemonSetSpec: selector* template updateStrategy minReadySeconds revisionHistoryLimit*=6
DaemonSetStatus: currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration updatedNumberScheduled numberAvailable numberUnavailable collisionCount* conditions
DaemonSetUpdateStrategy: type rollingUpdate*
DeleteOptions: gracePeriodSeconds* preconditions* orphanDependents* propagationPolicy* dryRun ignoreStoreReadErrorWithClusterBreakingPotential*
Deployment: metadata spec status
DeploymentCondition: type status reason=4 message lastUpdateTime lastTransitionTime
DeploymentSpec: replicas* selector* template strategy minReadySeconds revisionHistoryLimit* paused progressDeadlineSeconds*=9
DeploymentStatus: observedGeneration replicas updatedReplicas availableReplicas unavailableReplicas conditions readyReplicas collisionCount* terminatingReplicas*
DeploymentStrategy: type rollingUpdate*
Device: name attributes capacity consumesCounters nodeName* nodeSelector* allNodes* taints bindsToNode* bindingConditions bindingFailureConditions allowMultipleAllocations*
DeviceAllocationConfiguration: source requests @DeviceConfiguration
DeviceAllocationResult: results config
DeviceAttribute: int*=2 bool* string* version*
DeviceCapacity: value requestPolicy*
DeviceClaim: requests constraints config
DeviceClaimConfiguration: requests @DeviceConfiguration
DeviceClass: metadata spec
DeviceClassConfiguration: @DeviceConfiguration
DeviceClassSpec: selectors config extendedResourceName*=4
DeviceConstraint: requests matchAttribute* distinctAttribute*
DeviceCounterConsumption: counterSet counters
DeviceRequest: name exactly* firstAvailable
DeviceRequestAllocationResult: request driver pool device adminAccess* tolerations bindingConditions bindingFailureConditions shareID* consumedCapacity
DeviceSelector: cel*
DeviceSubRequest: name deviceClassName selectors allocationMode count tolerations capacity*
DeviceTaint: key value effect timeAdded*
DeviceToleration: key operator value effect tolerationSeconds*
DiscoveryEndpointPort: name* protocol* port* appProtocol*
DownwardAPIProjection: items
DownwardAPIVolumeFile: path fieldRef* resourceFieldRef* mode*
DownwardAPIVolumeSource: items defaultMode*
EmptyDirVolumeSource: medium sizeLimit*
Endpoint: addresses conditions hostname* targetRef* deprecatedTopology nodeName* zone* hints*
EndpointAddress: ip targetRef* hostname nodeName*
EndpointConditions: ready* serving* terminating*
EndpointHints: forZones forNodes
EndpointPort: name port protocol appProtocol*
EndpointSlice: metadata endpoints ports addressType
EndpointSubset: addresses notReadyAddresses ports
Endpoints: metadata subsets
EnvFromSource: prefix configMapRef* secretRef*
EnvVar: name value valueFrom*
EnvVarSource: fieldRef* resourceFieldRef* configMapKeyRef* secretKeyRef* fileKeyRef*
EphemeralContainer: @EphemeralContainerCommon targetContainerName
EphemeralVolumeSource: volumeClaimTemplate*
Event: metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series* action related* reportingComponent reportingInstance
EventSeries: count lastObservedTime
EventSource: component host
EventsEvent: metadata eventTime series* reportingController reportingInstance action reason regarding related* note type deprecatedSource deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedCount
EventsEventSeries: count lastObservedTime
Eviction: metadata deleteOptions*
ExactDeviceRequest: deviceClassName selectors allocationMode count adminAccess* tolerations capacity*
ExecAction: command
ExemptPriorityLevelConfiguration: nominalConcurrencyShares* lendablePercent*
ExpressionWarning: fieldRef=2 warning
ExternalMetricSource: metric target
ExternalMetricStatus: metric current
FCVolumeSource: targetWWNs lun* fsType readOnly wwids
FieldSelectorAttributes: rawSelector requirements
FieldSelectorRequirement: key operator values
FileKeySelector: volumeName path key optional*
FlexPersistentVolumeSource: driver fsType secretRef* readOnly options
FlexVolumeSource: driver fsType secretRef* readOnly options
FlockerVolumeSource: datasetName datasetUUID
FlowDistinguisherMethod: type
FlowSchema: metadata spec status
FlowSchemaCondition: type status lastTransitionTime reason message
FlowSchemaSpec: priorityLevelConfiguration matchingPrecedence distinguisherMethod* rules
FlowSchemaStatus: conditions
FlowcontrolSubject: kind user* group* serviceAccount*
ForNode: name
ForZone: name
GCEPersistentDiskVolumeSource: pdName fsType partition readOnly
GRPCAction: port service*
GitRepoVolumeSource: repository revision directory
GlusterfsPersistentVolumeSource: endpoints path readOnly endpointsNamespace*
GlusterfsVolumeSource: endpoints path readOnly
GroupSubject: name
HPAScalingPolicy: type value periodSeconds
HPAScalingRules: selectPolicy* policies stabilizationWindowSeconds* tolerance*
HTTPGetAction: path port host scheme httpHeaders
HTTPHeader: name value
HTTPIngressPath: path backend pathType*
HTTPIngressRuleValue: paths
HorizontalPodAutoscaler: metadata spec status
HorizontalPodAutoscalerBehavior: scaleUp* scaleDown*
HorizontalPodAutoscalerCondition: type status lastTransitionTime reason message
HorizontalPodAutoscalerSpec: scaleTargetRef minReplicas* maxReplicas metrics behavior*
HorizontalPodAutoscalerSpecV1: scaleTargetRef minReplicas* maxReplicas targetCPUUtilizationPercentage*
HorizontalPodAutoscalerStatus: observedGeneration* lastScaleTime* currentReplicas desiredReplicas currentMetrics conditions
HorizontalPodAutoscalerStatusV1: observedGeneration* lastScaleTime* currentReplicas desiredReplicas currentCPUUtilizationPercentage*
HorizontalPodAutoscalerV1: metadata spec status
HostAlias: ip hostnames
HostIP: ip
HostPathVolumeSource: path type*
IPAddress: metadata spec
IPAddressSpec: parentRef*
IPBlock: cidr except
ISCSIPersistentVolumeSource: targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery secretRef*=10 chapAuthSession initiatorName*
ISCSIVolumeSource: targetPortal iqn lun iscsiInterface fsType readOnly portals chapAuthDiscovery secretRef*=10 chapAuthSession initiatorName*
ImageVolumeSource: reference pullPolicy
Ingress: metadata spec status
IngressBackend: resource*=3 service*
IngressClass: metadata spec
IngressClassParametersReference: apiGroup* kind name scope* namespace*
IngressClassSpec: controller parameters*
IngressLoadBalancerIngress: ip hostname ports=4
IngressLoadBalancerStatus: ingress
IngressPortStatus: port protocol error*
IngressRule: host @IngressRuleValue
IngressServiceBackend: name port
IngressSpec: defaultBackend* tls rules ingressClassName*
IngressStatus: loadBalancer
IngressTLS: hosts secretName
Job: metadata spec status
JobCondition: type status lastProbeTime lastTransitionTime reason message
JobSpec: parallelism* completions* activeDeadlineSeconds* selector* manualSelector* template backoffLimit* ttlSecondsAfterFinished* completionMode* suspend* podFailurePolicy* backoffLimitPerIndex* maxFailedIndexes* podReplacementPolicy* managedBy* successPolicy*
JobStatus: conditions startTime* completionTime* active succeeded failed completedIndexes uncountedTerminatedPods* ready* failedIndexes* terminating*
JobTemplateSpec: metadata spec
KeyToPath: key path mode*
LabelSelector: matchLabels matchExpressions
LabelSelectorAttributes: rawSelector requirements
LabelSelectorRequirement: key operator values
Lease: metadata spec
LeaseSpec: holderIdentity* leaseDurationSeconds* acquireTime* renewTime* leaseTransitions* strategy* preferredHolder*
Lifecycle: postStart* preStop* stopSignal*
LifecycleHandler: exec* httpGet* tcpSocket* sleep*
LimitRange: metadata spec
LimitRangeItem: type max min default defaultRequest maxLimitRequestRatio
LimitRangeSpec: limits
LimitResponse: type queuing*
LimitedPriorityLevelConfiguration: nominalConcurrencyShares* limitResponse lendablePercent* borrowingLimitPercent*
LinuxContainerUser: uid gid supplementalGroups
LoadBalancerIngress: ip hostname ipMode* ports
LoadBalancerStatus: ingress
LocalObjectReference: name
LocalSubjectAccessReview: metadata spec status
LocalVolumeSource: path fsType*
ManagedFieldsEntry: manager operation apiVersion time* fieldsType=6 fieldsV1* subresource
MatchCondition: name expression
MatchResources: namespaceSelector* objectSelector* resourceRules excludeResourceRules matchPolicy*=7
MetricIdentifier: name selector*
MetricSpec: type object* pods* resource* external* containerResource*=7
MetricStatus: type object* pods* resource* external* containerResource*=7
MetricTarget: type value* averageValue* averageUtilization*
MetricValueStatus: value* averageValue* averageUtilization*
ModifyVolumeStatus: targetVolumeAttributesClassName status
MutatingWebhook: name clientConfig rules failurePolicy* namespaceSelector* sideEffects* timeoutSeconds* admissionReviewVersions matchPolicy* reinvocationPolicy* objectSelector* matchConditions
MutatingWebhookConfiguration: metadata webhooks
NFSVolumeSource: server path readOnly
NamedRuleWithOperations: resourceNames @RuleWithOperations
Namespace: metadata spec status
NamespaceCondition: type status lastTransitionTime=4 reason message
NamespaceSpec: finalizers
NamespaceStatus: phase conditions
NetworkDeviceData: interfaceName ips hardwareAddress
NetworkPolicy: metadata spec
NetworkPolicyEgressRule: ports to
NetworkPolicyIngressRule: ports from
NetworkPolicyPeer: podSelector* namespaceSelector* ipBlock*
NetworkPolicyPort: protocol* port* endPort*
NetworkPolicySpec: podSelector ingress egress policyTypes
Node: metadata spec status
NodeAddress: type address
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution* preferredDuringSchedulingIgnoredDuringExecution
NodeCondition: type status lastHeartbeatTime lastTransitionTime reason message
NodeConfigSource: configMap*=2
NodeConfigStatus: assigned* active* lastKnownGood* error
NodeDaemonEndpoints: kubeletEndpoint
NodeFeatures: supplementalGroupsPolicy*
NodeRuntimeHandler: name features*
NodeRuntimeHandlerFeatures: recursiveReadOnlyMounts* userNamespaces*
NodeSelector: nodeSelectorTerms
NodeSelectorRequirement: key operator values
NodeSelectorTerm: matchExpressions matchFields
NodeSpec: podCIDR externalID providerID unschedulable taints configSource* podCIDRs
NodeStatus: capacity allocatable phase conditions addresses daemonEndpoints nodeInfo images volumesInUse volumesAttached config* runtimeHandlers features* declaredFeatures
NodeSwapStatus: capacity*
NodeSystemInfo: machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture swap*
NonResourceAttributes: path verb
NonResourcePolicyRule: verbs nonResourceURLs=6
NonResourceRule: verbs nonResourceURLs
ObjectFieldSelector: apiVersion fieldPath
ObjectMeta: name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp* deletionGracePeriodSeconds* labels annotations ownerReferences finalizers managedFields=17
ObjectMetricSource: describedObject target metric
ObjectMetricStatus: metric current describedObject
ObjectReference: kind namespace name uid apiVersion resourceVersion fieldPath
OpaqueDeviceConfiguration: driver parameters
Overhead: podFixed
OwnerReference: kind name=3 uid apiVersion controller* blockOwnerDeletion*
ParamKind: apiVersion kind
ParamRef: name namespace selector* parameterNotFoundAction*
ParentReference: group resource namespace name
PersistentVolume: metadata spec status
PersistentVolumeClaim: metadata spec status
PersistentVolumeClaimCondition: type status lastProbeTime lastTransitionTime reason message
PersistentVolumeClaimSpec: accessModes resources volumeName selector* storageClassName* volumeMode* dataSource* dataSourceRef* volumeAttributesClassName*
PersistentVolumeClaimStatus: phase accessModes capacity conditions allocatedResources allocatedResourceStatuses=7 currentVolumeAttributesClassName* modifyVolumeStatus*
PersistentVolumeClaimTemplate: metadata spec
PersistentVolumeClaimVolumeSource: claimName readOnly
PersistentVolumeSpec: capacity @PersistentVolumeSource accessModes claimRef* persistentVolumeReclaimPolicy storageClassName mountOptions volumeMode* nodeAffinity* volumeAttributesClassName*
PersistentVolumeStatus: phase message reason lastPhaseTransitionTime*
PhotonPersistentDiskVolumeSource: pdID fsType
Pod: metadata spec status
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
PodAffinityTerm: labelSelector* namespaces topologyKey namespaceSelector* matchLabelKeys mismatchLabelKeys
PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
PodCertificateProjection: signerName keyType maxExpirationSeconds* credentialBundlePath keyPath certificateChainPath userAnnotations
PodCondition: type status lastProbeTime lastTransitionTime reason message observedGeneration
PodDNSConfig: nameservers searches options
PodDNSConfigOption: name value*
PodDisruptionBudget: metadata spec status
PodDisruptionBudgetSpec: minAvailable* selector* maxUnavailable* unhealthyPodEvictionPolicy*
PodDisruptionBudgetStatus: observedGeneration disruptedPods disruptionsAllowed currentHealthy desiredHealthy expectedPods conditions
PodExtendedResourceClaimStatus: requestMappings resourceClaimName
PodFailurePolicy: rules
PodFailurePolicyOnExitCodesRequirement: containerName* operator values
PodFailurePolicyOnPodConditionsPattern: type status
PodFailurePolicyRule: action onExitCodes* onPodConditions
PodIP: ip
PodOS: name
PodReadinessGate: conditionType
PodResourceClaim: name resourceClaimName*=3 resourceClaimTemplateName*
PodResourceClaimStatus: name resourceClaimName*
PodSchedulingGate: name
PodSecurityContext: seLinuxOptions* runAsUser* runAsNonRoot* supplementalGroups fsGroup* runAsGroup* sysctls windowsOptions* fsGroupChangePolicy* seccompProfile* appArmorProfile* supplementalGroupsPolicy* seLinuxChangePolicy*
PodSpec: volumes containers restartPolicy terminationGracePeriodSeconds* activeDeadlineSeconds* dnsPolicy nodeSelector serviceAccountName serviceAccount nodeName hostNetwork hostPID hostIPC securityContext* imagePullSecrets hostname subdomain affinity* schedulerName initContainers automountServiceAccountToken* tolerations hostAliases priorityClassName priority* dnsConfig* shareProcessNamespace* readinessGates runtimeClassName* enableServiceLinks* preemptionPolicy* overhead topologySpreadConstraints ephemeralContainers setHostnameAsFQDN* os* hostUsers* schedulingGates resourceClaims resources* hostnameOverride* workloadRef*
PodStatus: phase conditions message reason hostIP podIP startTime* containerStatuses qosClass initContainerStatuses nominatedNodeName podIPs ephemeralContainerStatuses resize resourceClaimStatuses hostIPs observedGeneration extendedResourceClaimStatus* allocatedResources resources*
PodTemplate: metadata template
PodTemplateSpec: metadata spec
PodsMetricSource: metric target
PodsMetricStatus: metric current
PolicyRule: verbs apiGroups resources resourceNames nonResourceURLs
PolicyRulesWithSubjects: subjects resourceRules nonResourceRules
PortStatus: port protocol error*
PortworxVolumeSource: volumeID fsType readOnly
Preconditions: uid* resourceVersion*
PreferredSchedulingTerm: weight preference
PriorityClass: metadata value globalDefault description preemptionPolicy*
PriorityLevelConfiguration: metadata spec status
PriorityLevelConfigurationCondition: type status lastTransitionTime reason message
PriorityLevelConfigurationReference: name
PriorityLevelConfigurationSpec: type limited* exempt*
PriorityLevelConfigurationStatus: conditions
Probe: @ProbeHandler initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds*
ProjectedVolumeSource: sources defaultMode*
QueuingConfiguration: queues handSize queueLengthLimit
QuobyteVolumeSource: registry volume readOnly user group tenant
RBDPersistentVolumeSource: monitors image fsType pool user keyring secretRef* readOnly
RBDVolumeSource: monitors image fsType pool user keyring secretRef* readOnly
RbacSubject: kind apiGroup name namespace
ReplicaSet: metadata spec status
ReplicaSetCondition: type status lastTransitionTime reason message
ReplicaSetSpec: replicas* selector* template minReadySeconds
ReplicaSetStatus: replicas fullyLabeledReplicas observedGeneration readyReplicas availableReplicas conditions terminatingReplicas*
ReplicationController: metadata spec status
ReplicationControllerCondition: type status lastTransitionTime reason message
ReplicationControllerSpec: replicas* selector template* minReadySeconds
ReplicationControllerStatus: replicas fullyLabeledReplicas observedGeneration readyReplicas availableReplicas conditions
ResourceAttributes: namespace verb group version resource subresource name fieldSelector* labelSelector*
ResourceClaim: metadata spec status
ResourceClaimConsumerReference: apiGroup resource=3 name uid
ResourceClaimSpec: devices
ResourceClaimStatus: allocation* reservedFor devices=4
ResourceClaimTemplate: metadata spec
ResourceClaimTemplateSpec: metadata spec
ResourceFieldSelector: containerName resource divisor
ResourceHealth: resourceID health
ResourceMetricSource: name target
ResourceMetricStatus: name current
ResourcePolicyRule: verbs apiGroups resources clusterScope namespaces
ResourcePool: name generation resourceSliceCount
ResourceQuota: metadata spec status
ResourceQuotaSpec: hard scopes scopeSelector*
ResourceQuotaStatus: hard used
ResourceRequirements: limits requests claims
ResourceRule: verbs apiGroups resources resourceNames
ResourceSlice: metadata spec
ResourceSliceSpec: driver pool nodeName* nodeSelector* allNodes* devices perDeviceNodeSelection* sharedCounters
ResourceStatus: name resources
Role: metadata rules
RoleBinding: metadata subjects roleRef
RoleRef: apiGroup kind name
RollingUpdateDaemonSet: maxUnavailable* maxSurge*
RollingUpdateDeployment: maxUnavailable* maxSurge*
RollingUpdateStatefulSetStrategy: partition* maxUnavailable*
RuleWithOperations: operations @Rule
RuntimeClass: metadata handler overhead* scheduling*
SELinuxOptions: user role type level
Scale: metadata spec status
ScaleIOPersistentVolumeSource: gateway system secretRef* sslEnabled protectionDomain storagePool storageMode volumeName fsType readOnly
ScaleIOVolumeSource: gateway system secretRef* sslEnabled protectionDomain storagePool storageMode volumeName fsType readOnly
ScaleSpec: replicas
ScaleStatus: replicas selector
Scheduling: nodeSelector tolerations
ScopeSelector: matchExpressions
ScopedResourceSelectorRequirement: scopeName operator values
SeccompProfile: type localhostProfile*
Secret: metadata data type stringData immutable*
SecretEnvSource: @LocalObjectReference optional*
SecretKeySelector: @LocalObjectReference key optional*
SecretProjection: @LocalObjectReference items optional*=4
SecretReference: name namespace
SecretVolumeSource: secretName items defaultMode* optional*
SecurityContext: capabilities* privileged* seLinuxOptions* runAsUser* runAsNonRoot* readOnlyRootFilesystem* allowPrivilegeEscalation* runAsGroup* procMount* windowsOptions* seccompProfile* appArmorProfile*
SelfSubjectAccessReview: metadata spec status
SelfSubjectAccessReviewSpec: resourceAttributes* nonResourceAttributes*
SelfSubjectReview: metadata status
SelfSubjectReviewStatus: userInfo
SelfSubjectRulesReview: metadata spec status
SelfSubjectRulesReviewSpec: namespace
Service: metadata spec status
ServiceAccount: metadata secrets imagePullSecrets automountServiceAccountToken*
ServiceAccountSubject: namespace name
ServiceAccountTokenProjection: audience expirationSeconds* path
ServiceBackendPort: name number
ServiceCIDR: metadata spec status
ServiceCIDRSpec: cidrs
ServiceCIDRStatus: conditions
ServicePort: name protocol port targetPort nodePort appProtocol*
ServiceSpec: ports selector clusterIP type externalIPs sessionAffinity=7 loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig* ipFamilyPolicy*=17 clusterIPs ipFamilies allocateLoadBalancerNodePorts* loadBalancerClass* internalTrafficPolicy* trafficDistribution*
ServiceStatus: loadBalancer conditions
SessionAffinityConfig: clientIP*
SleepAction: seconds
StatefulSet: metadata spec status
StatefulSetCondition: type status lastTransitionTime reason message
StatefulSetOrdinals: start
StatefulSetPersistentVolumeClaimRetentionPolicy: whenDeleted whenScaled
StatefulSetSpec: replicas* selector* template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit* minReadySeconds persistentVolumeClaimRetentionPolicy* ordinals*
StatefulSetStatus: observedGeneration replicas readyReplicas currentReplicas updatedReplicas currentRevision updateRevision collisionCount*=9 conditions availableReplicas
StatefulSetUpdateStrategy: type rollingUpdate*
StorageClass: metadata provisioner parameters reclaimPolicy* mountOptions allowVolumeExpansion* volumeBindingMode* allowedTopologies
StorageOSPersistentVolumeSource: volumeName volumeNamespace fsType readOnly secretRef*
StorageOSVolumeSource: volumeName volumeNamespace fsType readOnly secretRef*
StorageTokenRequest: audience expirationSeconds*
SubjectAccessReview: metadata spec status
SubjectAccessReviewSpec: resourceAttributes* nonResourceAttributes* user groups extra uid
SubjectAccessReviewStatus: allowed reason evaluationError denied
SubjectRulesReviewStatus: resourceRules nonResourceRules incomplete evaluationError
SuccessPolicy: rules
SuccessPolicyRule: succeededIndexes* succeededCount*
Sysctl: name value
TCPSocketAction: port host
Taint: key value effect timeAdded*
TokenRequest: metadata spec status
TokenRequestSpec: audiences boundObjectRef*=3 expirationSeconds*
TokenRequestStatus: token expirationTimestamp
TokenReview: metadata spec status
TokenReviewSpec: token audiences
TokenReviewStatus: authenticated user error audiences
Toleration: key operator value effect tolerationSeconds*
TopologySelectorLabelRequirement: key values
TopologySelectorTerm: matchLabelExpressions
TopologySpreadConstraint: maxSkew topologyKey whenUnsatisfiable labelSelector* minDomains* nodeAffinityPolicy* nodeTaintsPolicy* matchLabelKeys
TypeChecking: expressionWarnings
TypedLocalObjectReference: apiGroup* kind name
TypedObjectReference: apiGroup* kind name namespace*
UncountedTerminatedPods: succeeded failed
UserInfo: username uid groups extra
UserSubject: name
ValidatingAdmissionPolicy: metadata spec status
ValidatingAdmissionPolicyBinding: metadata spec
ValidatingAdmissionPolicyBindingSpec: policyName paramRef* matchResources* validationActions
ValidatingAdmissionPolicySpec: paramKind* matchConstraints* validations failurePolicy* auditAnnotations matchConditions variables
ValidatingAdmissionPolicyStatus: observedGeneration typeChecking* conditions
ValidatingWebhook: name clientConfig rules failurePolicy* namespaceSelector* sideEffects* timeoutSeconds* admissionReviewVersions matchPolicy* objectSelector* matchConditions
ValidatingWebhookConfiguration: metadata webhooks
Validation: expression message reason* messageExpression
Variable: name expression
Volume: name @VolumeSource
VolumeAttachment: metadata spec status
VolumeAttachmentSource: persistentVolumeName* inlineVolumeSpec*
VolumeAttachmentSpec: attacher source nodeName
VolumeAttachmentStatus: attached attachmentMetadata attachError* detachError*
VolumeAttributesClass: metadata driverName parameters
VolumeDevice: name devicePath
VolumeError: time message errorCode*
VolumeMount: name readOnly mountPath subPath mountPropagation* subPathExpr recursiveReadOnly*
VolumeMountStatus: name mountPath readOnly recursiveReadOnly*
VolumeNodeAffinity: required*
VolumeNodeResources: count*
VolumeProjection: secret* downwardAPI* configMap* serviceAccountToken* clusterTrustBundle* podCertificate*
VolumeResourceRequirements: limits requests
VsphereVirtualDiskVolumeSource: volumePath fsType storagePolicyName storagePolicyID
WeightedPodAffinityTerm: weight podAffinityTerm
WindowsSecurityContextOptions: gmsaCredentialSpecName* gmsaCredentialSpec* runAsUserName* hostProcess*
@DeviceConfiguration: opaque*
@EphemeralContainerCommon: name image command args workingDir ports env resources volumeMounts livenessProbe* readinessProbe* lifecycle* terminationMessagePath imagePullPolicy securityContext* stdin stdinOnce tty envFrom terminationMessagePolicy volumeDevices startupProbe* resizePolicy restartPolicy* restartPolicyRules
@IngressRuleValue: http*
@LocalObjectReference: name
@PersistentVolumeSource: gcePersistentDisk* awsElasticBlockStore* hostPath* glusterfs* nfs* rbd* iscsi* cinder* cephfs* fc* flocker* flexVolume* azureFile* vsphereVolume* quobyte* azureDisk* photonPersistentDisk* portworxVolume* scaleIO* local* storageos* csi*
@ProbeHandler: exec* httpGet* tcpSocket* grpc*
@Rule: apiGroups apiVersions resources scope*
@RuleWithOperations: operations @Rule
@VolumeSource: hostPath* emptyDir* gcePersistentDisk* awsElasticBlockStore* gitRepo* secret* nfs* iscsi* glusterfs* persistentVolumeClaim* rbd* flexVolume* cinder* cephfs* flocker* downwardAPI* fc* azureFile* configMap* vsphereVolume* quobyte* azureDisk* photonPersistentDisk* portworxVolume* scaleIO* projected* storageos* csi* ephemeral* image*
`

/** A field of a message. */
export interface MessageField {
  name: string
  /** Absent and empty are two things. */
  isOptional: boolean
  /** The message whose fields stand among those of the type itself. */
  inline?: string
}

/** By number. */
export type MessageFields = ReadonlyMap<number, MessageField>

let lines: ReadonlyMap<string, string> | undefined
const known = new Map<string, MessageFields>()

/** The fields of a type, or of an inline message (`@VolumeSource`); undefined where they are not known. */
export function messageFields(name: string): MessageFields | undefined {
  const before = known.get(name)
  if (before !== undefined) return before
  lines ??= new Map(
    TABLE.trim()
      .split('\n')
      .map((line) => line.split(': ') as [string, string]),
  )
  const line = lines.get(name)
  if (line === undefined) return undefined
  const fields = readLine(line)
  known.set(name, fields)
  return fields
}

function readLine(line: string): MessageFields {
  const fields = new Map<number, MessageField>()
  let number = 0
  for (const entry of line.split(' ')) {
    const [label = '', given] = entry.split('=')
    number = given === undefined ? number + 1 : Number(given)
    const name = label.replace(/[*@]/g, '')
    fields.set(number, {
      name,
      isOptional: label.endsWith('*'),
      ...(label.startsWith('@') && { inline: label }),
    })
  }
  return fields
}
