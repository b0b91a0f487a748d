// Bytes as text, for pages and addresses.

/** As many at a time as a call may have arguments. */
const CHUNK = 8192;

export function base64(bytes: Uint8Array): string {
  let characters = '';
  for (let at = 0; at < bytes.length; at += CHUNK) characters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(characters);
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** In the byte order of every machine that a browser runs on. */
export function packed(data: ArrayLike<number>): string {
  return base64(new Uint8Array(Float64Array.from(data).buffer));
}

export function unpacked(text: string): Float64Array {
  return new Float64Array(bytesOf(text).buffer);
}
