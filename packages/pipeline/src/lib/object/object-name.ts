let lastId = 0;
const counterByClass = new Map<string, { next: number }>();
/** Most objects are frames of audio, one after the other. */
let lastClassName = '';
let lastCounter = { next: 0 };

/** The next number of the one sequence that frames, processors and workers share. */
export function nextObjectId(): number {
  lastId += 1;
  return lastId;
}

/** How many objects of that class came before this one. */
export function nextObjectSerial(className: string): number {
  if (className !== lastClassName) {
    lastCounter = counterByClass.get(className) ?? { next: 0 };
    counterByClass.set(className, lastCounter);
    lastClassName = className;
  }
  const serial = lastCounter.next;
  lastCounter.next += 1;
  return serial;
}

/** `ClassName#n`, where n counts the objects of that class from 0. */
export function nextObjectName(className: string): string {
  return `${className}#${nextObjectSerial(className)}`;
}
