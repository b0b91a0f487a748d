// A drawing as a PNG image, by the browser's own canvas.

import type { Svg } from '../../picture/svg/document';

/** Sharp on screens of two dots a pixel, and in print. */
const SCALE = 2;
/** Beyond these no browser has a canvas. */
const LONGEST = 16_384;
const LARGEST = 128 * 2 ** 20;

/** At the scale of print, or as large as a canvas can be. */
export async function pngOf({ text, width, height }: Svg): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height), Math.sqrt(LARGEST / (width * height)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.floor(width * scale), Math.floor(height * scale)];
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the image is too large for this browser'))));
  });
}
