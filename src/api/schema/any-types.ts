/** What the API calls the types of fields that may hold any JSON. */

const ANY_TYPES: Readonly<Record<string, string>> = {
  'AllocatedDeviceStatus.data': 'RawExtension',
  'ControllerRevision.data': 'RawExtension',
  'JSONSchemaProps.additionalItems': 'JSONSchemaPropsOrBool',
  'JSONSchemaProps.additionalProperties': 'JSONSchemaPropsOrBool',
  'JSONSchemaProps.default': 'JSON',
  'JSONSchemaProps.dependencies': 'map[string]JSONSchemaPropsOrStringArray',
  'JSONSchemaProps.enum': '[]JSON',
  'JSONSchemaProps.example': 'JSON',
  'JSONSchemaProps.items': 'JSONSchemaPropsOrArray',
  'ManagedFieldsEntry.fieldsV1': 'FieldsV1',
  'OpaqueDeviceConfiguration.parameters': 'RawExtension',
  'WatchEvent.object': 'RawExtension',
}

/** `RawExtension`, `[]JSON`, `map[string]JSONSchemaPropsOrStringArray`; undefined for all other fields. */
export function anyTypeOf(owner: string, field: string): string | undefined {
  return ANY_TYPES[`${owner}.${field}`]
}
