let lastId = 0;
const countByClass = new Map<string, number>();

/** The next number of the one sequence that frames, processors and workers share. */
export function nextObjectId(): number {
  lastId += 1;
  return lastId;
}

/** `ClassName#n`, where n counts the objects of that class from 0. */
export function nextObjectName(className: string): string {
  const count = countByClass.get(className) ?? 0;
  countByClass.set(className, count + 1);
  return `${className}#${count}`;
}
