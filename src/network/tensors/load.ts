// Reads the tensor files that a network names. Each file is fetched once, whatever is taken from it.

import type { Tensor } from '../../engine/tensor';
import { FileFormatError, decodeTensorFile } from '../files';
import type { Mistakes, Place } from '../mistakes';
import type { FileAccess } from '../types';
import type { FileForm } from './form';

/** The tensors of the files that could be read. */
export type Loaded = ReadonlyMap<FileForm, Tensor>;

export async function loadFiles(forms: readonly FileForm[], files: FileAccess, mistakes: Mistakes): Promise<Loaded> {
  const paths = [...new Set(forms.map(({ path }) => path))];
  const contents = new Map<string, Uint8Array | { readonly reason: string }>();
  await Promise.all(
    paths.map(async (path) => {
      contents.set(
        path,
        await files
          .read(path)
          .catch((error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) })),
      );
    }),
  );
  const loaded = new Map<FileForm, Tensor>();
  for (const form of forms) {
    const content = contents.get(form.path)!;
    if ('reason' in content) {
      mistakes.add('file-missing', placeOf(form, 'file'), `a file ${form.path} beside this one`, content.reason);
    } else {
      const value = decode(form, content, mistakes);
      if (value) loaded.set(form, value);
    }
  }
  return loaded;
}

function decode(form: FileForm, content: Uint8Array, mistakes: Mistakes): Tensor | null {
  const { path, key, rows, scale } = form;
  try {
    return decodeTensorFile(path, content, { key, rows, scale });
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    const { code, expected, found, nearest } = error;
    return mistakes.add(code, placeOf(form, blamed(error, form)), expected, found, nearest);
  }
}

/** Which of the form's keys the file does not agree with. */
function blamed({ code }: FileFormatError, { rows }: FileForm): string {
  if (code === 'unknown-key' || code === 'unknown-name') return 'key';
  return code === 'bad-value' && rows ? 'rows' : 'file';
}

function placeOf(form: FileForm, key: string): Place {
  return form.places.get(key) ?? form.place;
}
