// The button that opens the menu of forms, and the menu: arrows walk it, Escape leaves it.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { GraphForm } from '../../protocol/messages';
import { exportGraph, exportNote, FORMS } from './export';

const NAMES: Readonly<Record<GraphForm, string>> = {
  svg: 'SVG drawing',
  png: 'PNG image',
  html: 'HTML page to hand in',
};

export function ExportMenu() {
  const isOpen = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = (): HTMLElement[] => [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
  useEffect(() => {
    if (!isOpen.value) return;
    items()[0]?.focus();
    const leave = ({ target }: Event): void => {
      if (!box.current?.contains(target as Node)) isOpen.value = false;
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen.value]);

  const close = (): void => {
    isOpen.value = false;
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = nextItem(event.key, at, all.length);
    if (next !== null) all[next]?.focus();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="export" ref={box}>
      <span role="status" class="quiet">
        {exportNote.value}
      </span>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
        onKeyDown={(event) => event.key === 'ArrowDown' && (isOpen.value = true)}
      >
        Export
      </button>
      {isOpen.value && (
        <div role="menu" aria-label="Export the graph as" onKeyDown={onKeyDown}>
          {FORMS.map((form) => (
            <button
              key={form}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                void exportGraph(form);
              }}
            >
              {NAMES[form]}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function nextItem(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return (at + 1) % count;
    case 'ArrowUp':
      return (at + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
