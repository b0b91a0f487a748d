// Messages for channels that go through JSON: the editor's webviews turn NaN and Infinity into null, and carry only whole
// arrays of bytes as they are.

const MARK = '$number';
const ARRAY = '$array';

/** A message whose numbers in bulk travel beside its text, as bytes. */
export interface Packed {
  readonly text: string;
  readonly arrays: readonly Float64Array[];
}

/** As text alone where there are no arrays in it. */
export function pack(message: unknown): string | Packed {
  const arrays: Float64Array[] = [];
  const text = JSON.stringify(message, (_, value: unknown) => {
    if (!(value instanceof Float64Array)) return spelt(value);
    // A view into something larger would take all of that along.
    arrays.push(value.byteLength === value.buffer.byteLength ? value : value.slice());
    return { [ARRAY]: arrays.length - 1 };
  });
  return arrays.length === 0 ? text : { text, arrays };
}

export function unpack<T>(packed: string | Packed): T {
  if (typeof packed === 'string') return decode(packed);
  const { text, arrays } = packed;
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && ARRAY in value ? arrays[Number(value[ARRAY])] : meant(value),
  ) as T;
}

/** JSON that keeps the numbers that JSON has no words for. */
export function encode(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => spelt(value));
}

export function decode<T>(text: string): T {
  // Looking at every value takes several times as long as parsing them.
  if (!text.includes(MARK)) return JSON.parse(text) as T;
  return JSON.parse(text, (_, value: unknown) => meant(value)) as T;
}

function spelt(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { [MARK]: String(value) } : value;
}

function meant(value: unknown): unknown {
  return typeof value === 'object' && value !== null && MARK in value ? Number(value[MARK]) : value;
}
