import * as alawmulaw from 'alawmulaw';
import { commonJsModule } from './common-js-module.ts';

type Companding = {
  readonly decode: (bytes: Uint8Array) => Int16Array;
  readonly encode: (samples: Int16Array) => Uint8Array;
};

type Laws = { readonly mulaw: Companding; readonly alaw: Companding };

const decodeTables = new Map<'mulaw' | 'alaw', Float32Array>();

/** What each of the 256 bytes stands for, -1 to 1. Made on first use. */
export function decodeTable(law: 'mulaw' | 'alaw'): Float32Array {
  let table = decodeTables.get(law);
  if (table === undefined) {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    table = Float32Array.from(companding(law).decode(everyByte), (sample) => sample / 32_768);
    decodeTables.set(law, table);
  }
  return table;
}

/** Compands 16-bit samples into one byte each. */
export function compand(law: 'mulaw' | 'alaw', samples: Int16Array): Uint8Array {
  return companding(law).encode(samples);
}

function companding(law: 'mulaw' | 'alaw'): Companding {
  return commonJsModule<Laws>(alawmulaw)[law];
}
