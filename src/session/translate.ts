// Prose in the language of whoever reads it. The editor brings its own translations; everywhere else it is English.

/** Gives a message in another language, with the values in the places of `{0}`, `{1}` ... */
export type Translate = (message: string, ...values: (string | number)[]) => string;

let language: Translate = filled;

/** From here on prose is in this language. */
export function speak(translate: Translate): void {
  language = translate;
}

/** What the messages mean that are written in English in the sources. */
export function t(message: string, ...values: (string | number)[]): string {
  return language(message, ...values);
}

/** Marks a message that stands in a table and is translated where it is shown. */
export function message(text: string): string {
  return text;
}

function filled(message: string, ...values: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (place, n: string) => String(values[Number(n)] ?? place));
}
