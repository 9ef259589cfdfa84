import type { TurnEvent } from '@turnstream/flux';

/** What is wrong with the order of turn events: promises 1 and 2. Empty when nothing is. */
export function brokenTurnRules(events: readonly TurnEvent[]): readonly string[] {
  const broken: string[] = [];
  let open: { readonly turnId: number; attempt: number; eager: string | undefined } | undefined;
  let nextTurnId = 0;
  for (const event of events) {
    const name = `${event.type} ${event.turnId}`;
    if (event.type === 'turn-start') {
      if (open !== undefined) broken.push(`${name} while turn ${open.turnId} is open`);
      if (event.turnId !== nextTurnId) broken.push(`${name}, expected turn ${nextTurnId}`);
      open = { turnId: event.turnId, attempt: 0, eager: undefined };
      nextTurnId = event.turnId + 1;
      continue;
    }
    if (open?.turnId !== event.turnId) {
      broken.push(`${name} outside its turn`);
      continue;
    }
    switch (event.type) {
      case 'turn-update':
        if (open.eager !== undefined) broken.push(`${name} while a prediction is open`);
        break;
      case 'turn-eager':
        if (open.eager !== undefined) broken.push(`${name} while a prediction is open`);
        if (event.attempt !== open.attempt + 1) broken.push(`${name} attempt ${event.attempt} after ${open.attempt}`);
        if (event.transcript === '') broken.push(`${name} about nothing`);
        open.attempt = event.attempt;
        open.eager = event.transcript;
        break;
      case 'turn-resumed':
        if (open.eager === undefined || event.attempt !== open.attempt) broken.push(`${name} of no open prediction`);
        open.eager = undefined;
        break;
      case 'turn-end':
        if ((open.eager !== undefined) !== (event.attempt !== undefined))
          broken.push(`${name} leaves a prediction open`);
        if (open.eager !== undefined && open.eager !== event.transcript)
          broken.push(`${name} differs from its prediction`);
        open = undefined;
        break;
    }
  }
  if (open !== undefined) broken.push(`turn ${open.turnId} never ends`);
  return broken;
}
