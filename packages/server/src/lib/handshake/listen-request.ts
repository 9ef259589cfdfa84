import type { EngineCapabilities } from '@turnstream/engine';
import { parseListenUrl, QUERY_NAMES } from '@turnstream/flux/protocol';
import type { ListenParameters } from '@turnstream/flux/protocol';

import type { Refusal } from './refusal.ts';

/** The parameters of a stream this server can serve, or the answer to a request it cannot. */
export type ListenRequest =
  | { readonly kind: 'ok'; readonly parameters: ListenParameters }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

function refuse(description: string, status: 400 | 403): ListenRequest {
  const code = status === 403 ? 'INSUFFICIENT_PERMISSIONS' : 'INVALID_QUERY_PARAMETER';
  return { kind: 'refused', refusal: { status, code, description } };
}

function cannot(parameter: keyof typeof QUERY_NAMES, value: string): ListenRequest {
  return refuse(`${QUERY_NAMES[parameter]} ${value} is not supported by this server`, 400);
}

function refuseWhatIsMissing(
  { model, numerals, profanityFilter, redact }: ListenParameters,
  capabilities: EngineCapabilities,
): ListenRequest | undefined {
  if (!capabilities.models.includes(model)) {
    const advice = capabilities.advice?.[model];
    return advice === undefined ? cannot('model', model) : refuse(`model ${model} cannot be served: ${advice}`, 400);
  }
  if (numerals === true) {
    return cannot('numerals', 'true');
  }
  if (profanityFilter === true) {
    return cannot('profanityFilter', 'true');
  }
  return redact === undefined ? undefined : cannot('redact', redact);
}

/** Reads the query of a `/v2/listen` request and holds it against what the engine can do. */
export function readListenRequest(url: string, capabilities: EngineCapabilities): ListenRequest {
  const parsed = parseListenUrl(url);
  return parsed.kind === 'invalid'
    ? refuse(`${parsed.parameter} ${parsed.reason}`, parsed.httpStatus)
    : (refuseWhatIsMissing(parsed.parameters, capabilities) ?? parsed);
}
