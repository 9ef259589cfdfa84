/** A field to spread into an object: left out when there is no value for it. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a computed key widens to `string`
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value });
}
