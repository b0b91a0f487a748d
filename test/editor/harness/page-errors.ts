// What goes wrong in a page: what its scripts throw, and what its console calls an error, such as a breach of its policy.
import type { Page } from 'playwright-core';

/** Grows as long as the page lives. */
export function errorsIn(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return errors;
}
