let lastId = 0;
const counterByClass = new Map<string, { next: number }>();

/** The next number of the one sequence that frames, processors and workers share. */
export function nextObjectId(): number {
  lastId += 1;
  return lastId;
}

/** How many objects of that class came before this one. */
export function nextObjectSerial(className: string): number {
  let counter = counterByClass.get(className);
  if (counter === undefined) {
    counter = { next: 0 };
    counterByClass.set(className, counter);
  }
  const serial = counter.next;
  counter.next += 1;
  return serial;
}

/** `ClassName#n`, where n counts the objects of that class from 0. */
export function nextObjectName(className: string): string {
  return `${className}#${nextObjectSerial(className)}`;
}
