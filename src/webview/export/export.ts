// The graph as a file: drawn as it is shown, with the layers open that are open; or recorded, with all that it knows.

import { signal, type ReadonlySignal } from '@preact/signals';
import { base64 } from '../../handout/bytes';
import { record } from '../../handout/record';
import type { ThemeKind } from '../../picture/palette';
import { svgOf, type Svg } from '../../picture/svg/document';
import type { Dress } from '../../picture/svg/style';
import type { GraphForm, SaveRequest } from '../../protocol/messages';
import { encode } from '../../protocol/wire';
import { handout } from '../handout/host';
import { host, listen, savedState } from '../host';
import { picture, result } from '../state';
import { themeKind } from '../theme';
import { pngOf } from './image';

/** What is under way or came of it, in words; null where there is nothing to say. */
export const exportNote = signal<string | null>(null);

/** So long it is said that all went well; what did not stays. */
const SAID_MS = 6000;

/** A page by itself does not make others. */
export const FORMS: readonly GraphForm[] = handout ? ['svg', 'png'] : ['svg', 'png', 'html'];

/** Once the graph is drawn. */
listen((message) => {
  if (message.type !== 'export') return;
  const { form } = message;
  void once(picture, (drawn) => drawn !== null).then(() => exportGraph(form));
});

function once<T>(value: ReadonlySignal<T>, holds: (now: T) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = value.subscribe((now) => {
      if (!holds(now)) return;
      // The first call comes before there is anything to stop.
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

export async function exportGraph(form: GraphForm): Promise<void> {
  exportNote.value = form === 'html' ? 'Putting the page together …' : 'Drawing the graph …';
  try {
    // What is wrong is known before it is known why.
    await once(result, (now) => !now?.early);
    const said = (exportNote.value = (await save(form)) ? `Saved as ${form.toUpperCase()}.` : null);
    setTimeout(() => exportNote.value === said && (exportNote.value = null), SAID_MS);
  } catch (error) {
    exportNote.value = `The graph could not be saved: ${(error as Error).message}`;
  }
}

async function save(form: GraphForm): Promise<boolean> {
  switch (form) {
    case 'svg': {
      const { text } = drawing('reader');
      return handout ? download(new Blob([text], { type: 'image/svg+xml' }), form) : ask({ form, text });
    }
    case 'png': {
      const image = await pngOf(drawing(DRESSES[themeKind.peek()]));
      return handout ? download(image, form) : ask({ form, base64: base64(new Uint8Array(await image.arrayBuffer())) });
    }
    case 'html': {
      // Where the file lies on this machine is nobody else's business.
      const { uri, ...state } = savedState();
      const recorded = await record(
        result.peek()!,
        state,
        (method, request) => host.call(method, request as never).answer as never,
        () => performance.now(),
      );
      return ask({ form, recorded: encode(recorded) });
    }
  }
}

const ask = (request: SaveRequest): Promise<boolean> => host.call('save', request).answer;

function drawing(dress: Dress): Svg {
  return svgOf({ picture: picture.peek()!, result: result.peek()!, dress });
}

/** An image has one theme: the one that is seen. */
const DRESSES: Readonly<Record<ThemeKind, Dress>> = {
  light: 'light',
  dark: 'dark',
  highContrast: 'high-contrast',
  highContrastLight: 'light',
};

function download(blob: Blob, form: GraphForm): boolean {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${result.peek()!.report.network.replace(/[^\w.-]+/g, '-')}.graph.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
  return true;
}
