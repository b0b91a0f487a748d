// Every name that the manifest and the code share, typed once. A test holds them equal to package.json.

export const COMMANDS = {
  runCheck: 'gradient.runCheck',
  openInspector: 'gradient.openInspector',
  debugNetwork: 'gradient.debugNetwork',
  toggleBreakpoint: 'gradient.toggleBreakpoint',
  conditionalBreakpoint: 'gradient.conditionalBreakpoint',
  logpoint: 'gradient.logpoint',
  newNetwork: 'gradient.newNetwork',
  explainMismatch: 'gradient.explainMismatch',
  exportReport: 'gradient.exportReport',
  exportGraph: 'gradient.exportGraph',
  openSample: 'gradient.openSample',
  pinBaseline: 'gradient.pinBaseline',
  clearBaseline: 'gradient.clearBaseline',
  showLog: 'gradient.showLog',
} as const;

/** Commands of our own surfaces, not in the palette. */
export const INTERNAL_COMMANDS = {
  showMenu: 'gradient.showMenu',
  explainCause: 'gradient.explainCause',
  goTo: 'gradient.goTo',
  openGraph: 'gradient.openGraph',
} as const;

export const SETTINGS = {
  section: 'gradient',
  /** Seconds. */
  timeout: 'timeout',
  /** `off`, `shapes` or `shapesAndGradients`. */
  inlayHints: 'inlayHints',
  /** `onType`, `onSave` or `manual`. */
  when: 'check.when',
} as const;

/** Of debug configurations and sessions. */
export const DEBUG_TYPE = 'gradient';

export const INSPECTOR_VIEW = 'gradient.inspector';

/** Of documents that explain a mismatch. */
export const STORY_SCHEME = 'gradient-explain';

/** True once a person has pointed at a name of a network that was checked. */
export const HOVER_READ = 'gradient.hoverRead';
