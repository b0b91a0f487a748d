// A tensor in one of its looks, with everything that is told of its numbers: maps, exact numbers, the worst, a histogram, copies.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { isInside, sizeOf } from '../../picture/positions';
import { shapeText } from '../../picture/words';
import type { TensorView } from '../../protocol/messages';
import { tell } from '../host';
import { result, running, select } from '../state';
import { firstHeld, heldPrefix, imageOffers, imageSizes, isHeldWhole, type ImageSize, type Offer } from './arrange';
import { Axes } from './axes';
import { Copy } from './copy';
import { Histogram } from './histogram';
import { useNumbers, type Where } from './load';
import { MapGrid } from './map-grid';
import { mapsOf } from './maps';
import { Readout } from './readout';
import { logarithmic, looks } from './settings';
import { sheetOf, tileAxes, type Unfold } from './sheet';
import { reset, selectedElement } from './view';
import { Worst } from './worst';

const PLAIN = 'plain';
const lookOf = ({ axis, height, width }: Unfold): string => `${axis}:${height}x${width}`;

interface Shown {
  readonly tensor: TensorView;
  readonly inside: Where;
}

export function Look({ tensor, inside }: Shown) {
  const sizes = imageSizesNow();
  const offers = isHeldWhole(tensor.shape) ? imageOffers(tensor.shape, sizes) : [];
  const chosen = looks.value[tensor.name];
  const offer = offers.find(({ unfold }) => lookOf(unfold) === chosen) ?? (chosen === PLAIN ? undefined : offers[0]);
  const found = offer && (offer.known || chosen !== undefined) ? offer.unfold : null;
  const look = found ? lookOf(found) : PLAIN;
  // The same one as long as it looks the same: what hangs on it is not made anew.
  const unfold = useMemo(() => found, [look]);
  return (
    <>
      {offers.length > 0 && <Looks tensor={tensor} offers={offers} unfold={unfold} />}
      <Numbers key={look} tensor={tensor} inside={inside} unfold={unfold} />
    </>
  );
}

function imageSizesNow(): ImageSize[] {
  const tensors = Object.values(result.value?.view.tensors ?? {});
  return imageSizes(tensors.map(({ shape }) => shape));
}

function Looks({
  tensor,
  offers,
  unfold,
}: {
  readonly tensor: TensorView;
  readonly offers: readonly Offer[];
  readonly unfold: Unfold | null;
}) {
  return (
    <p class="row">
      <label>
        Seen as{' '}
        <select
          value={unfold ? lookOf(unfold) : PLAIN}
          onChange={({ currentTarget }) => (looks.value = { ...looks.peek(), [tensor.name]: currentTarget.value })}
        >
          <option value={PLAIN}>{tensor.shape.length === 1 ? 'vector' : `matrix ${shapeText(tensor.shape)}`}</option>
          {offers.map((offer) => (
            <option key={lookOf(offer.unfold)} value={lookOf(offer.unfold)}>
              {wordsOf(tensor, offer)}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function wordsOf({ shape }: TensorView, { unfold: { axis, height, width } }: Offer): string {
  const what = shape.length === 1 ? 'image' : axis === 1 ? 'rows as images' : 'columns as images';
  return `${what} ${height}×${width}`;
}

function Numbers({ tensor, inside, unfold }: Shown & { readonly unfold: Unfold | null }) {
  const { shape, name } = tensor;
  const key = shape.join();
  const axes = tileAxes({ shape, unfold });
  const [held, setHeld] = useState(() => atSelected(firstHeld(shape, unfold), shape, axes));
  const prefix = isHeldWhole(shape) ? [] : heldPrefix(held);
  const { numbers, failure } = useNumbers(tensor, inside, prefix);
  const blocks = numbers?.pooled ? numbers.space.shape : null;
  const sheet = useMemo(
    () => (blocks ? sheetOf({ shape: blocks, unfold: null, held: [null, null] }) : sheetOf({ shape, unfold, held })),
    [key, unfold, held, blocks],
  );
  const maps = useMemo(() => numbers && mapsOf(numbers, logarithmic.value), [numbers, logarithmic.value]);
  useEffect(reset, [key, unfold]);
  // An element that is selected elsewhere is looked for.
  const element = selectedElement.value;
  useEffect(() => setHeld((before) => atSelected(before, shape, axes)), [element]);
  const isSingle = sizeOf(shape) === 1;
  const pick = (index: readonly number[]): void => select({ tensor: name, element: index });
  return (
    <div class="tensor-view" aria-busy={maps === null}>
      <Axes
        shape={shape}
        axes={axes}
        held={held}
        onHold={(axis, at) => setHeld((before) => before.map((was, i) => (i === axis ? at : was)))}
      />
      {failure && <Failure message={failure} />}
      {!failure && !numbers && <p class="quiet">…</p>}
      {numbers && maps && maps.length > 0 && (
        <>
          {numbers.pooled && (
            <p class="quiet">
              Of each block of elements the largest is drawn: the tensor is too large to be drawn whole.
            </p>
          )}
          {!isSingle && <MapGrid numbers={numbers} maps={maps} sheet={sheet} />}
          <Readout numbers={numbers} inside={inside} />
          <Worst shape={shape} worst={numbers.worst} onPick={pick} />
          {!isSingle && <Histogram maps={maps} from={numbers.from} space={numbers.space} sheet={sheet} />}
          <Copy tensor={tensor} inside={inside} maps={maps} held={held} />
        </>
      )}
    </div>
  );
}

/** The same array where nothing changes. */
function atSelected(
  held: readonly (number | null)[],
  shape: readonly number[],
  axes: readonly number[],
): readonly (number | null)[] {
  const element = selectedElement.peek();
  if (!isInside(shape, element) || !axes.some((axis) => held[axis] !== null && held[axis] !== element[axis]))
    return held;
  return held.map((at, axis) => (at === null || !axes.includes(axis) ? at : element[axis]));
}

function Failure({ message }: { readonly message: string }) {
  if (running.value !== null || result.value?.early) return <p class="quiet">The check is under way …</p>;
  return (
    <p role="alert">
      {message}{' '}
      <button type="button" onClick={() => tell({ type: 'run' })}>
        Run check
      </button>
    </p>
  );
}
