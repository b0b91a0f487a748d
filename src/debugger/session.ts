// A debug session: where it has stopped, what moves it on or back, and what holds it up. It knows no protocol.

import { holdsUp, logParts, type Breakpoint } from './breakpoints';
import { troubleAt, type Filter, type Trouble } from './exceptions';
import { layerAt, withOpened, type Position } from './program';
import { pullsAt } from './progress';
import type { StopAnswer } from './questions';
import { into, out, over, run, start, type Direction } from './stepper';
import type { Opened, Stop, Subject } from './subject';
import { tensorText } from './text';

/** Why it has stopped. */
export type Reason =
  | { readonly kind: 'entry' | 'step' | 'pause' }
  | { readonly kind: 'breakpoint'; readonly breakpoints: readonly Breakpoint[] }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

export type Move = 'over' | 'into' | 'out' | 'run';

export interface Console {
  /** What is said to the person who debugs. */
  write(text: string, at: Position): void;
}

export class Session {
  lines: readonly Breakpoint[] = [];
  functions: readonly Breakpoint[] = [];
  filters: ReadonlySet<Filter> = new Set();
  private position: Position | null = null;
  private paused = false;
  private opened: Opened;
  private readonly openedLayers = new Set<string>();

  constructor(
    readonly subject: Subject,
    private readonly console: Console,
  ) {
    this.opened = subject;
  }

  get program(): Stop['program'] {
    return this.opened.program;
  }

  /** Null before the first step. */
  get stop(): Stop | null {
    return this.position && this.stopAt(this.position);
  }

  /** To the first step, to where a gradient is computed, or to whatever holds it up. */
  begin(target: { readonly entry: boolean; readonly at: string | undefined }): Promise<Reason | null> {
    const found = target.at === undefined ? null : this.pulling(target.at);
    if (found) return Promise.resolve(this.standAt(found, { kind: 'step' }));
    if (target.entry || target.at !== undefined) return Promise.resolve(this.standAt(start(), { kind: 'entry' }));
    return this.move('run', 'on');
  }

  /** Null where the program has ended. Back, it always has a first step. */
  async move(move: Move, direction: Direction): Promise<Reason | null> {
    const at = this.position;
    if (move === 'run' || !at) return this.run(direction);
    const target = await this.target(at, move, direction);
    if (target === 'run') return this.run(direction);
    if (target) return this.standAt(target, { kind: 'step' });
    return direction === 'back' ? this.standAt(start(), { kind: 'entry' }) : null;
  }

  /** Stops the run under way at its next position. */
  pause(): void {
    this.paused = true;
  }

  /** Where the backward pass goes through a layer, or has the gradient of a tensor. */
  private pulling(name: string): Position | null {
    const step = this.program.backward.findIndex((layer) => layer.name === name);
    if (step >= 0) return { pass: 'backward', step, inner: null };
    const last = pullsAt(this.program, name).at(-1);
    return last ? out(last) : null;
  }

  private async target(at: Position, move: Move, direction: Direction): Promise<Position | 'run' | null> {
    if (move === 'out') return at.inner === null ? 'run' : out(at);
    if (move === 'into') {
      await this.open(at);
      const inside = into(this.program, at);
      if (inside) return inside;
    }
    return over(this.program, at, direction);
  }

  private async open(at: Position): Promise<void> {
    const { name, closed, inside } = layerAt(this.program, at);
    if (!closed || at.inner !== null || inside.length > 0) return;
    const { program, tensors } = await this.subject.open(name);
    this.openedLayers.add(name);
    this.opened = {
      program: withOpened(this.program, program, name),
      tensors: { ...this.opened.tensors, ...tensors },
    };
  }

  private async run(direction: Direction): Promise<Reason | null> {
    const stopped = await run(this.program, this.position, direction, (at) => this.holds(at));
    if (stopped) return this.standAt(stopped.at, stopped.hit);
    return direction === 'back' ? this.standAt(start(), { kind: 'entry' }) : null;
  }

  private standAt(at: Position, reason: Reason): Reason {
    this.position = at;
    this.paused = false;
    return reason;
  }

  private stopAt(at: Position): Stop {
    const { name } = layerAt(this.program, at);
    const inside = at.inner !== null && this.openedLayers.has(name) ? name : undefined;
    return { ...this.opened, subject: this.subject, at, inside };
  }

  private async holds(at: Position): Promise<Reason | null> {
    if (this.paused) return { kind: 'pause' };
    const hit: Breakpoint[] = [];
    for (const breakpoint of [...this.lines, ...this.functions]) {
      if (!holdsUp(breakpoint, at) || !(await this.isMet(breakpoint, at))) continue;
      if (breakpoint.logMessage === null) hit.push(breakpoint);
      else this.console.write(await this.logged(breakpoint.logMessage, at), at);
    }
    if (hit.length > 0) return { kind: 'breakpoint', breakpoints: hit };
    const trouble = troubleAt(this.stopAt(at), this.filters);
    return trouble && { kind: 'trouble', trouble };
  }

  /** A condition on what is not computed yet is not met. One that cannot be evaluated stops, and says why. */
  private async isMet({ condition }: Breakpoint, at: Position): Promise<boolean> {
    if (condition === null) return true;
    const answer = await this.evaluate(condition, at);
    if (answer.kind === 'tensor') return holdsAnywhere(answer);
    if (answer.kind === 'not yet') return false;
    if (answer.kind === 'mistake') this.console.write(`${condition}: ${answer.message}`, at);
    return true;
  }

  private async logged(message: string, at: Position): Promise<string> {
    const parts = logParts(message).map(async ({ text, expression }) => {
      if (expression === null) return text;
      const answer = await this.evaluate(expression, at);
      if (answer.kind === 'tensor') return tensorText(answer, 'value');
      return answer.kind === 'text' ? answer.text : `{${expression}: ${answer.message}}`;
    });
    return (await Promise.all(parts)).join('');
  }

  private evaluate(of: string, at: Position): Promise<StopAnswer> {
    return this.subject.evaluate({ at, of }, this.stopAt(at).inside);
  }

  /** Why an expression can never be evaluated; null where it can. */
  async mistakeIn(expression: string): Promise<string | null> {
    const answer = await this.evaluate(expression, start());
    return answer.kind === 'mistake' ? answer.message : null;
  }
}

/** A tensor is true where any of its elements is not 0. */
function holdsAnywhere({ summary }: StopAnswer & { kind: 'tensor' }): boolean {
  return summary !== null && (summary.min < 0 || summary.max > 0 || summary.nonFinite > 0);
}
