// The style of a drawing that stands alone: plain colours and no variables, for programs that know little of CSS.

import { COLOURS, type Colours, type ThemeName } from '../themes';

const SANS = `system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif`;
const MONO = `ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace`;

/** `reader`: light, and dark where the reader's system is. */
export type Dress = ThemeName | 'reader';

export function styleFor(dress: Dress): string {
  if (dress !== 'reader') return FORM + colours(COLOURS[dress]);
  return `${FORM}${colours(COLOURS.light)}@media (prefers-color-scheme: dark) {${colours(COLOURS.dark)}}`;
}

const FORM = `
text { font: 12px ${SANS}; text-anchor: middle; }
.heading text, .legend text { text-anchor: start; }
.heading .title { font-size: 17px; font-weight: 600; }
.heading .verdict { font-weight: 600; }
.node .shape { stroke-width: 1.25; }
.node.word .shape { stroke-dasharray: 3 3; }
.node.constant .shape { fill: none; stroke: none; }
.node.frame .shape { fill: none; stroke-dasharray: 6 4; }
.name { font-weight: 600; }
.caption, .node.inherited .name, .node.inherited .type { paint-order: stroke; stroke-width: 4px; }
.small .name { font-size: 10.5px; font-weight: normal; }
.type, .constant .name { font-weight: normal; }
.sign { font-size: 17px; }
.sign.long { font-size: 12px; }
.node.fail .shape { stroke-width: 2.5; }
.node.inherited .shape { fill: url(#hatch); stroke-dasharray: 5 3; }
.node.guilty .shape { stroke-width: 4; }
.hatch { stroke-width: 1.5; }
.badge circle { stroke-width: 1.5; }
.badge text { font-size: 11px; font-weight: 700; }
.badge.inherited circle { stroke-dasharray: 3 2; }
.line { fill: none; stroke-width: 1.25; }
.edge.fail .line { stroke-width: 2; }
.edge.inherited .line { stroke-dasharray: 6 4; }
.numbers text { font-family: ${MONO}; }
.numbers .difference { font-size: 11px; }
.edge.fail .gradient, .edge.fail .difference { font-weight: 600; }
`;

function colours({
  background,
  surface,
  text,
  quiet,
  line,
  pass,
  fail,
  inherited,
  unsure,
  back,
  alarm,
}: Colours): string {
  return `
.background { fill: ${background}; }
text { fill: ${text}; }
.caption, .node.inherited .name, .node.inherited .type { stroke: ${background}; }
.quiet, .type, .constant .name, .numbers .difference { fill: ${quiet}; }
.node .shape { fill: ${surface}; stroke: ${line}; }
.line { stroke: ${line}; }
.arrow { fill: ${line}; }
.hatch { stroke: ${inherited}; }
.node.fail .shape { stroke: ${fail}; }
.node.inherited .shape, .edge.inherited .line { stroke: ${inherited}; }
.node.guilty .shape { fill: ${alarm}; }
.edge.fail .line { stroke: ${fail}; }
.badge circle { fill: ${background}; stroke: ${pass}; }
.badge text, .verdict.pass { fill: ${pass}; }
.badge.fail circle { fill: ${fail}; stroke: ${fail}; }
.badge.fail text { fill: ${background}; }
.badge.inherited circle { stroke: ${fail}; }
.badge.inherited text, .verdict.fail { fill: ${fail}; }
.badge.undecided circle, .badge.kink circle { stroke: ${unsure}; }
.badge.undecided text, .badge.kink text, .verdict.undecided { fill: ${unsure}; }
.badge.skipped circle { stroke: ${quiet}; }
.badge.skipped text { fill: ${quiet}; }
.numbers .gradient { fill: ${back}; }
.edge.fail .gradient, .edge.fail .difference { fill: ${fail}; }
.edge.inherited .gradient, .edge.inherited .difference { fill: ${inherited}; }
`;
}
