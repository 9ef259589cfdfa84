/**
 * What a CommonJS package exports, whoever loads it: Node hands it over as `default` of the namespace, bundlers as named
 * exports (of the package's ES module, where it has one) with or without a `default`.
 */
export function commonJsModule<Module extends object>(namespace: Module & { readonly default?: Module }): Module {
  return namespace.default ?? namespace;
}
