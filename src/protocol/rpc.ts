// Requests both ways over a port: answers and errors as data, progress on the way, cancellation, an end for all that is pending.

/** One end of a channel that carries structured clones, in order. */
export interface Port {
  /** What is transferred, part of the message, can be used at the other end alone. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}

/** What the other side threw. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

/** An error of the other side: its name and message, and its stack in `remoteStack`. */
export class RemoteError extends Error {
  readonly remoteStack: string | undefined;
  constructor({ name, message, stack }: ErrorData) {
    super(message);
    this.name = name;
    this.remoteStack = stack;
  }
}

/** The channel ended while the answer was awaited. */
export class Disconnected extends Error {
  override readonly name = 'Disconnected';
}

/** Interfaces of methods: one request, one answer. */
export type Methods<M> = { readonly [K in keyof M]: (request: never) => unknown };
type Request<F> = F extends (request: infer R) => unknown ? R : never;
type Answer<F> = F extends (request: never) => infer A ? A : never;

/** A request on its way. `cancel` asks the other side to end it; the answer still comes, as the other side's error. */
export interface Call<A> {
  readonly answer: Promise<A>;
  cancel(): void;
}

/** A request being served. */
export interface Serving<P> {
  readonly signal: { readonly aborted: boolean };
  progress(progress: P): void;
  /** Buffers of the answer that need not be copied, because nobody here keeps them. */
  transfer(buffers: readonly ArrayBuffer[]): void;
}

export type Handlers<M extends Methods<M>, P> = {
  readonly [K in keyof M]: (request: Request<M[K]>, serving: Serving<P>) => Answer<M[K]> | Promise<Answer<M[K]>>;
};

type Message =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly request: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorData };

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
  progress(progress: unknown): void;
}

/** `Theirs` are called here and served at the other end, `Ours` the other way round; `P` is what progress says. */
export class Rpc<Theirs extends Methods<Theirs>, Ours extends Methods<Ours>, P> {
  private readonly pending = new Map<number, Pending>();
  private readonly serving = new Map<number, { aborted: boolean }>();
  private lastId = 0;
  private end: Error | null = null;

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Ours, P>,
  ) {
    port.onMessage((message) => this.receive(message as Message));
  }

  call<K extends keyof Theirs & string>(
    method: K,
    request: Request<Theirs[K]>,
    progress: (progress: P) => void = () => undefined,
  ): Call<Answer<Theirs[K]>> {
    const id = ++this.lastId;
    const answer = new Promise<Answer<Theirs[K]>>((resolve, reject) => {
      if (this.end) return reject(this.end);
      this.pending.set(id, { resolve, reject, progress });
      // A request that cannot be cloned throws here, and so rejects.
      this.port.post({ type: 'request', id, method, request } satisfies Message);
    });
    answer.catch(() => this.pending.delete(id));
    return { answer, cancel: () => this.pending.has(id) && this.send({ type: 'cancel', id }) };
  }

  /** Rejects all that is pending and aborts all that is served. The port is closed. */
  dispose(reason: Error = new Disconnected('the channel was closed')): void {
    if (this.end) return;
    this.end = reason;
    for (const { reject } of this.pending.values()) reject(reason);
    this.pending.clear();
    for (const signal of this.serving.values()) signal.aborted = true;
    this.port.close();
  }

  private send(message: Message, transfer: readonly ArrayBuffer[] = []): void {
    if (!this.end) this.port.post(message, transfer);
  }

  private receive(message: Message): void {
    if (this.end) return;
    switch (message.type) {
      case 'request':
        void this.serve(message.id, message.method as keyof Ours & string, message.request);
        return;
      case 'cancel': {
        const signal = this.serving.get(message.id);
        if (signal) signal.aborted = true;
        return;
      }
      case 'progress':
        this.pending.get(message.id)?.progress(message.progress);
        return;
      case 'answer':
        this.take(message.id)?.resolve(message.answer);
        return;
      case 'error':
        this.take(message.id)?.reject(new RemoteError(message.error));
        return;
    }
  }

  /** What comes after the answer was given up has nobody waiting for it. */
  private take(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private async serve<K extends keyof Ours & string>(id: number, method: K, request: unknown): Promise<void> {
    const signal = { aborted: false };
    this.serving.set(id, signal);
    try {
      if (!Object.hasOwn(this.handlers, method)) throw new TypeError(`there is no method ${method}`);
      const progress = (progress: P): void => this.send({ type: 'progress', id, progress });
      const transferred: ArrayBuffer[] = [];
      const transfer = (buffers: readonly ArrayBuffer[]): void => void transferred.push(...buffers);
      const answer = await this.handlers[method](request as Request<Ours[K]>, { signal, progress, transfer });
      this.send({ type: 'answer', id, answer }, transferred);
    } catch (error) {
      this.send({ type: 'error', id, error: errorData(error) });
    } finally {
      this.serving.delete(id);
    }
  }
}

/** An error in a form that can be sent. */
function errorData(error: unknown): ErrorData {
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error) };
}
