import type { Attributes } from '@opentelemetry/api';

/** A service's settings as attributes `settings.<name>`: text, numbers, booleans, and lists of them. */
export function settingsAttributes(service: object): Attributes {
  if (!('settings' in service) || typeof service.settings !== 'object' || service.settings === null) return {};
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(service.settings)) {
    if (isScalar(value)) attributes[`settings.${name}`] = value;
    else if (isList(value)) attributes[`settings.${name}`] = value.map(String);
  }
  return attributes;
}

/** The model named in a service's settings. */
export function modelOf(service: object): string {
  const model = settingsAttributes(service)['settings.model'];
  return typeof model === 'string' ? model : '';
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isList(value: unknown): value is readonly (string | number | boolean)[] {
  return Array.isArray(value) && value.every(isScalar);
}
