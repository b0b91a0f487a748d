// The way from an element's numbers to why they are what they are, further down.

export const WHY_ID = 'why';

export function ToWhy() {
  const go = (): void => {
    const why = document.getElementById(WHY_ID);
    why?.scrollIntoView();
    why?.focus({ preventScroll: true });
  };
  return (
    <button type="button" class="link" onClick={go}>
      Why?
    </button>
  );
}
