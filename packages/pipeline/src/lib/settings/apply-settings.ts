/** A change of settings: what is `undefined` or absent keeps its value. */
export type SettingsDelta<Store> = { readonly [Name in keyof Store]?: Store[Name] | undefined };

/** The outcome of a change. */
export type AppliedSettings<Store> = {
  readonly store: Store;
  /** The settings that have another value now, with their old ones. */
  readonly changed: Partial<Store>;
};

/**
 * Applies a change to a complete set of settings. Values are compared by content, so a list with the same entries is
 * no change. What is in `extra` is merged name by name. Neither argument is touched.
 */
export function applySettings<Store extends object>(store: Store, delta: SettingsDelta<Store>): AppliedSettings<Store> {
  const next = { ...store };
  const changed: Partial<Store> = {};
  for (const name of namesOf(store)) {
    const given = delta[name];
    const value = name === 'extra' && given !== undefined ? Object.assign({}, store[name], given) : given;
    if (value === undefined || isSameValue(store[name], value)) continue;
    next[name] = value;
    changed[name] = store[name];
  }
  return { store: next, changed };
}

/** Whether two settings are equal by content. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameValue(Reflect.get(one, name), Reflect.get(other, name)))
  );
}

/** The names of an object's own fields. */
export function namesOf<Fields extends object>(fields: Fields): (keyof Fields & string)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys types its result as string
  return Object.keys(fields) as (keyof Fields & string)[];
}
