// Pan and zoom. The drawn part of the graph is an image that is moved and scaled as a whole, which costs the main thread
// next to nothing; it is drawn anew when the view leaves it, or when a gesture has ended at another scale.

import { signal } from '@preact/signals';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Picture, Rect } from '../../picture/scene/picture';
import type { View } from '../state';

/** The part of the graph that is drawn, in the graph's coordinates, and the scale at which. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

const SCALES: [number, number] = [0.02, 4];
const LARGEST_FIT = 1.25;
/** How much more than the view is drawn, on each side, in views. */
const AROUND = 0.5;
const REST_MS = 140;
/** Numbers on edges can be read from this scale on; of more nodes than a few the whole is what is wanted first. */
const READABLE = 0.6;
const FEW = 60;
const MARGIN = 16;
const GLIDE_MS = 280;

export class Camera {
  readonly window = signal<Window | null>(null);
  private readonly behaviour = zoom<HTMLElement, unknown>();
  private readonly selection;
  private view: ZoomTransform = zoomIdentity;
  /** What the stage shows at present: it lags behind `window` until it has been rendered. */
  private rendered: Window | null = null;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private moved = false;
  private gliding = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly stage: HTMLElement,
    private readonly onMove: (view: Rect, transform: View) => void,
  ) {
    this.selection = select(box);
    this.behaviour
      .scaleExtent(SCALES)
      .filter((event: MouseEvent) => !event.button && !(event.target as Element).closest('[data-no-pan]'))
      .on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
        if (sourceEvent) {
          this.moved = true;
          cancelAnimationFrame(this.gliding);
        }
        this.see(transform);
      });
    this.selection.call(this.behaviour).on('dblclick.zoom', null);
  }

  dispose(): void {
    clearTimeout(this.rest);
    cancelAnimationFrame(this.gliding);
    this.selection.on('.zoom', null);
  }

  /** Whether the person has chosen what to see; until then a new size of the panel fits the graph to it. */
  get isChosen(): boolean {
    return this.moved;
  }

  /** Shows the whole graph; small graphs are not blown up. */
  fit({ left, top, width, height }: Picture): void {
    const { clientWidth, clientHeight } = this.box;
    if (clientWidth === 0 || clientHeight === 0) return;
    const whole = Math.min(LARGEST_FIT, (clientWidth - MARGIN) / width, (clientHeight - MARGIN) / height);
    const scale = Math.max(SCALES[0], whole);
    this.moved = false;
    this.go({
      k: scale,
      x: (clientWidth - scale * width) / 2 - left * scale,
      y: (clientHeight - scale * height) / 2 - top * scale,
    });
  }

  /** The whole, unless it would be too small to be read: then as large as can be, around what matters most. */
  begin(picture: Picture): void {
    const { width, height } = this.seen();
    const { k } = this.view;
    const scale = Math.min((width * k) / picture.width, (height * k) / picture.height);
    if (scale >= READABLE || picture.nodes.length > FEW) return this.fit(picture);
    const { x, y } = mostImportant(picture);
    const room = (width * k) / READABLE / 2 - MARGIN;
    const inside = Math.max(picture.left + room, Math.min(picture.left + picture.width - room, x));
    this.go({ k: READABLE, x: (width * k) / 2 - inside * READABLE, y: (height * k) / 2 - y * READABLE });
  }

  by(factor: number): void {
    this.moved = true;
    this.selection.call(this.behaviour.scaleBy, factor);
  }

  restore(view: View): void {
    this.moved = true;
    this.go(view);
  }

  /** Brings a place into view: as a whole where it can then be read, else from its left end on. */
  show(place: Rect): void {
    const { clientWidth, clientHeight } = this.box;
    const room = { width: clientWidth - 2 * MARGIN, height: clientHeight - 2 * MARGIN };
    const whole = Math.min(this.view.k, room.width / place.width, room.height / place.height);
    if (whole === this.view.k) return this.reveal(place);
    this.moved = true;
    const k = Math.max(whole, Math.min(this.view.k, READABLE));
    const left = (clientWidth - place.width * k) / 2;
    this.glide({
      k,
      x: Math.max(left, MARGIN) - (place.x - place.width / 2) * k,
      y: clientHeight / 2 - place.y * k,
    });
  }

  /** The panel has another size. */
  refresh(): void {
    this.see(this.view);
  }

  /** Brings a place into view, by the shortest way; nothing moves where it is seen already. */
  reveal({ x, y, width, height }: Rect): void {
    const { clientWidth, clientHeight } = this.box;
    const { k } = this.view;
    const inside = (from: number, extent: number, room: number): number => {
      if (from < MARGIN) return MARGIN - from;
      const over = from + extent + MARGIN - room;
      return over > 0 ? -Math.min(over, from - MARGIN) : 0;
    };
    const [left, top] = this.view.apply([x - width / 2, y - height / 2]);
    const dx = inside(left, width * k, clientWidth);
    const dy = inside(top, height * k, clientHeight);
    if (dx === 0 && dy === 0) return;
    this.moved = true;
    this.glide({ k, x: this.view.x + dx, y: this.view.y + dy });
  }

  /** Puts a point of the graph into the middle. */
  centre(x: number, y: number): void {
    this.moved = true;
    this.selection.call(this.behaviour.translateTo, x, y);
  }

  pan(dx: number, dy: number): void {
    this.moved = true;
    const { k } = this.view;
    this.selection.call(this.behaviour.translateBy, dx / k, dy / k);
  }

  /** The stage's content has been rendered for this window. */
  hasRendered(window: Window): void {
    this.rendered = window;
    this.place();
  }

  /** At once where less motion is wanted. */
  private glide(to: View): void {
    cancelAnimationFrame(this.gliding);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.go(to);
    const from = this.view;
    const began = performance.now();
    const frame = (now: number): void => {
      const part = Math.min(1, Math.max(0, now - began) / GLIDE_MS);
      const eased = part * part * (3 - 2 * part);
      const between = (a: number, b: number): number => a + (b - a) * eased;
      this.go({ x: between(from.x, to.x), y: between(from.y, to.y), k: between(from.k, to.k) });
      if (part < 1) this.gliding = requestAnimationFrame(frame);
    };
    this.gliding = requestAnimationFrame(frame);
  }

  private go({ x, y, k }: View): void {
    this.selection.call(this.behaviour.transform, zoomIdentity.translate(x, y).scale(k));
  }

  private see(transform: ZoomTransform): void {
    this.view = transform;
    this.place();
    const seen = this.seen();
    this.onMove(seen, transform);
    if (!this.covers(seen)) this.redraw(seen);
    clearTimeout(this.rest);
    if (this.window.peek()?.scale !== transform.k) this.rest = setTimeout(() => this.redraw(this.seen()), REST_MS);
  }

  /** What is in view, in the graph's coordinates; `x` and `y` are the centre. */
  seen(): Rect {
    const { clientWidth, clientHeight } = this.box;
    const { x, y, k } = this.view;
    const width = clientWidth / k;
    const height = clientHeight / k;
    return { x: -x / k + width / 2, y: -y / k + height / 2, width, height };
  }

  private covers({ x, y, width, height }: Rect): boolean {
    const drawn = this.window.peek();
    if (!drawn) return false;
    const left = x - width / 2;
    const top = y - height / 2;
    return (
      left >= drawn.left &&
      top >= drawn.top &&
      left + width <= drawn.left + drawn.width &&
      top + height <= drawn.top + drawn.height
    );
  }

  private redraw({ x, y, width, height }: Rect): void {
    const drawn = { width: width * (1 + 2 * AROUND), height: height * (1 + 2 * AROUND) };
    this.window.value = { left: x - drawn.width / 2, top: y - drawn.height / 2, ...drawn, scale: this.view.k };
  }

  private place(): void {
    if (!this.rendered) return;
    const { left, top, scale } = this.rendered;
    const [x, y] = this.view.apply([left, top]);
    this.stage.style.transform = `translate(${x}px,${y}px) scale(${this.view.k / scale})`;
  }
}

/** The guilty layer; where there is none, the inputs. */
function mostImportant({ nodes, guilty }: Picture): Rect {
  return (nodes.find(({ id }) => guilty.has(id)) ?? nodes[0]).at;
}
