// A person looks into tensors: at digits as digits, at exact numbers under the cursor, at what is worst; and takes them along.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { atWork } from '../harness/at-work';
import { ROOT } from '../harness/root';
import { FAULTY } from '../networks';

const SMALL = `{
  "name": "Small",
  "inputs": { "x": [[1, 2, 3], [4, 5, 6]], "c": [[0.5, -1, 2], [1, 1, -0.25]] },
  "layers": [
    { "name": "Product", "type": "Mul", "inputs": ["x", "c"] },
    { "name": "Total", "type": "Sum" }
  ]
}
`;

/** A tenth of a second is meant; the machine that tests is shared, so that the fastest of several counts. */
const SOON_MS = 250;

const example = (name: string): Uint8Array => fs.readFileSync(path.join(ROOT, 'examples', name));
const FILES = [
  'two-layer.grad.json',
  'convolution.grad.json',
  ...['train', 'test'].flatMap((part) => [`data/${part}-images.idx.gz`, `data/${part}-labels.idx.gz`]),
];

describe('a person at the tensor view', () => {
  const person = atWork({
    files: {
      'faulty.grad.json': FAULTY,
      'small.grad.json': SMALL,
      ...Object.fromEntries(FILES.map((name) => [name, example(name)])),
    },
  });
  const panel = () => person().panelFrame();
  const node = (id: string) => panel().locator(`[data-node="${id}"]`);
  const cells = (map: string) => panel().locator(`[data-map="${map}"] .cells`);
  const readout = () => panel().locator('.readout');
  const isDrawn = (tensor: string) =>
    panel().locator(`.tensor[aria-label="Tensor ${tensor}"] .tensor-view[aria-busy="false"] canvas`).first().waitFor();
  /** Out of the graph, where Escape, with which the palette is asked for, would end the selection. */
  const picture = async (name: string): Promise<void> => {
    await panel().getByRole('application').focus();
    await person().pictures(name);
  };
  const open = async (file: string, id: string, tensor = id): Promise<void> => {
    await person().openGraph(file, id);
    await person().palette('View: Toggle Maximize Editor Group');
    await node(id).click();
    await isDrawn(tensor);
  };
  /** What is drawn on a map's canvas: in so many rows and columns, how bright the middle of each part is. */
  const brightness = (map: string, rows: number, columns: number): Promise<number[][]> =>
    cells(map)
      .locator('canvas')
      .first()
      .evaluate(
        (canvas: HTMLCanvasElement, [rows, columns]) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
          return Array.from({ length: rows }, (_, row) =>
            Array.from({ length: columns }, (_, column) => {
              const x = Math.floor(((column + 0.5) * width) / columns);
              const y = Math.floor(((row + 0.5) * height) / rows);
              return data[4 * (y * width + x)];
            }),
          );
        },
        [rows, columns] as const,
      );
  /** How long it takes from the click on a param to the picture of its tensor. */
  const untilDrawn = (param: string): Promise<number> =>
    panel()
      .locator('body')
      .evaluate(
        (_, param) =>
          new Promise((resolve) => {
            const start = performance.now();
            const timer = setInterval(() => {
              if (!document.querySelector(`[aria-label="Tensor ${param}"] [aria-busy="false"] canvas`)) return;
              clearInterval(timer);
              requestAnimationFrame(() => resolve(performance.now() - start));
            }, 1);
            document.querySelector(`[data-node="${param}"]`)!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
          }),
        param,
      );

  it('sees the digits of the data as digits', async () => {
    await open('two-layer.grad.json', 'x');
    // Three tiles of 28 by 28 in two rows and columns, with a gap of two cells between them.
    const seen = await brightness('value', 58, 58);
    const pixels = seen.slice(0, 28).map((row) => row.slice(0, 28));
    const expected = digit(0);
    const [ink, paper] = [Math.max, Math.min].map((choose) => choose(...pixels.flat()));
    let agree = 0;
    for (let i = 0; i < 28; i++)
      for (let j = 0; j < 28; j++) agree += Number(pixels[i][j] > (ink + paper) / 2 === isPaper(expected[i * 28 + j]));
    const share = Math.max(agree, 784 - agree) / 784;
    assert.ok(share > 0.97, `${share} of the pixels are as in the file`);
    await picture('tensor-digits');
  });

  it('sees in the gradient of the weights the digits that it came from, under the same cursor in all maps', async () => {
    await node('Affine1.W').click();
    await isDrawn('Affine1.W');
    assert.equal(await panel().getByLabel('Seen as').inputValue(), '0:28x28');
    await cells('analytic').hover({ position: { x: 20, y: 30 } });
    assert.equal(await panel().locator('.mark.hovered').count(), 5);
    assert.match(
      await readout().innerText(),
      /Affine1\.W\[\d+, \d+\][\s\S]*analytic[\s\S]*numerical[\s\S]*error bound/,
    );
    await picture('tensor-weights');
    await panel().getByLabel('Seen as').selectOption({ label: 'matrix 784×50' });
    await isDrawn('Affine1.W');
    await picture('tensor-matrix');
  });

  it('sees a matrix of 784 by 50 at once', async () => {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      await node('Affine2.b').dispatchEvent('click');
      await isDrawn('Affine2.b');
      times.push(await untilDrawn('Affine1.W'));
    }
    console.log(`      drawn ${times.map(Math.round).join(', ')} ms after the click`);
    assert.ok(Math.min(...times) < SOON_MS, times.join());
  });

  it('walks from element to element with the arrow keys, and hears where it is', async () => {
    await open('small.grad.json', 'x');
    await panel().getByRole('application').focus();
    const announced = () => readout().locator('[aria-live]').innerText();
    for (const [key, expected] of [
      ['ArrowRight', 'element 0, 0: value 1, analytic gradient'],
      ['ArrowRight', 'element 0, 1: value 2, analytic gradient'],
      ['ArrowDown', 'element 1, 1: value 5, analytic gradient'],
      ['End', 'element 1, 2: value 6, analytic gradient'],
    ]) {
      await person().page.keyboard.press(key);
      assert.ok((await announced()).startsWith(expected), await announced());
    }
    assert.match(await announced(), /gradient agrees$/);
    const [analytic] = await readout().locator('dl div', { hasText: 'analytic' }).locator('dd').allInnerTexts();
    const [numerical] = await readout().locator('dl div', { hasText: 'numerical' }).locator('dd').allInnerTexts();
    assert.equal(Number(analytic), -0.25);
    assert.ok(Math.abs(Number(numerical) + 0.25) < 1e-12, numerical);
    assert.equal(await panel().locator('.mark.selected').count(), 5);
    assert.equal(await panel().locator('.worst tr.selected th').innerText(), '[1, 2]');
    await picture('tensor-small');
  });

  it('finds the element selected after the panel was hidden and shown again', async () => {
    await person().palette('View: Toggle Maximize Editor Group');
    await person().palette('View: Move Editor into Next Group');
    await isDrawn('x');
    assert.match(await readout().innerText(), /^x\[1, 2\]/);
  });

  it('takes numbers along as NumPy, JSON and CSV', async () => {
    await person().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (format: string): Promise<string> => {
      await panel()
        .getByRole('button', { name: `Copy as ${format}` })
        .click();
      await panel().getByText(`6 numbers copied as ${format}`).waitFor();
      return panel()
        .locator('body')
        .evaluate(() => navigator.clipboard.readText());
    };
    assert.equal(await copied('CSV'), '1,2,3\n4,5,6');
    assert.equal(await copied('NumPy'), 'np.array([[1, 2, 3],\n  [4, 5, 6]], dtype=np.float64)');
    await panel().getByLabel('What to copy').selectOption('analytic');
    assert.deepEqual(JSON.parse(await copied('JSON')), [
      [0.5, -1, 2],
      [1, 1, -0.25],
    ]);
  });

  it('shows the tensor of an edge that is clicked', async () => {
    await panel().locator('[data-edge^="Product.out >"] .grip').click({ force: true });
    await isDrawn('Product.out');
    assert.equal(await panel().locator('[data-node="Product"][aria-pressed="true"]').count(), 1);
  });

  it('goes from the worst element to its place in every map, and to the ends of the table', async () => {
    await open('faulty.grad.json', 'Affine1', 'Affine1.out');
    await panel().locator('.worst tbody tr').first().click();
    const first = await panel().locator('.worst tr.selected th').innerText();
    assert.ok((await readout().innerText()).startsWith(`Affine1.out${first}`), first);
    assert.match(await panel().locator('.worst tr.selected').innerText(), /✗ fail$/);
    assert.equal(await panel().locator('.mark.selected').count(), 5);
    await panel().locator('.worst').getByRole('button', { name: 'analytic' }).click();
    const column = await panel().locator('.worst tbody tr td:nth-child(2)').allInnerTexts();
    const numbers = column.map(Number);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => b - a),
    );
    assert.equal(await panel().locator('.worst th[aria-sort="descending"]').innerText(), 'analytic ▾');
    await picture('tensor-faulty');
  });

  it('sees convolution kernels and feature maps as images, slice by slice', async () => {
    await open('convolution.grad.json', 'Convolution1.W');
    await node('Convolution1').click();
    await isDrawn('Convolution1.out');
    const height = async () => (await cells('value').boundingBox())!.height;
    const eight = await height();
    await panel().getByLabel('Index along axis 0, as a number').fill('1');
    await panel().getByLabel('Index along axis 1, as a number').fill('2');
    await cells('value').click();
    assert.match(await readout().innerText(), /Convolution1\.out\[1, 2, /);
    assert.ok((await height()) > eight);
    await picture('tensor-slice');
    await panel().getByRole('checkbox', { name: 'all' }).first().check();
    await panel().getByRole('checkbox', { name: 'all' }).last().check();
    await picture('tensor-convolution');
  });

  it('has no fault that axe finds', async () => {
    assert.deepEqual(await person().panelFaults(), []);
  });
});

/** Of the training data, as bytes. */
function digit(n: number): Uint8Array {
  const HEADER = 16;
  const bytes = gunzipSync(example('data/train-images.idx.gz'));
  return bytes.subarray(HEADER + n * 784, HEADER + (n + 1) * 784);
}

const isPaper = (byte: number): boolean => byte < 128;
