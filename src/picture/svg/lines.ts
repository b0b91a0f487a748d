// Text in lines of a width, measured by the number of characters: nothing here knows a font.

/** Of the 12 pixel font for text. */
const CHARACTER = 6.9;

export const widthOf = (text: string): number => text.length * CHARACTER;

export function inLines(text: string, width: number): string[] {
  const most = Math.max(20, Math.floor(width / CHARACTER));
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((long) => pieces(long, most))) {
    if (line && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return line ? [...lines, line] : lines;
}

/** A word that is longer than a line is broken. */
function pieces(word: string, most: number): string[] {
  const letters = [...word];
  return Array.from({ length: Math.ceil(letters.length / most) }, (_, i) =>
    letters.slice(i * most, (i + 1) * most).join(''),
  );
}
