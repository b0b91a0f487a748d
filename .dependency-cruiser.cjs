// The direction of dependency: engine <- check, train, network <- session <- worker, supervisor <- cli, editor; picture knows the protocol and where a tensor's elements lie, and the webview, the editor and the command line draw by it.
const CORE = '^src/(engine|check|train|network|session|protocol|picture)/';

/** Modules in `from` may import, of ours, only those in `to` (and their own folder). */
const only = (folder, allowed) => ({
  name: `${folder}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  comment: `src/${folder} may import ${allowed.join(', ') || 'nothing of ours'}.`,
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((name) => `^src/${name}(/|\\.|$)`) },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Types may refer to each other in a circle; values may not.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: { path: '^src/' },
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    only('engine', []),
    only('check', ['engine']),
    only('train', ['engine']),
    only('network', ['engine']),
    only('session', ['engine', 'check', 'train', 'network']),
    only('debugger', ['engine', 'check', 'network', 'session', 'protocol']),
    only('protocol', ['engine', 'check', 'network', 'session', 'train', 'debugger']),
    {
      name: 'protocol-imports-types-only',
      severity: 'error',
      comment:
        'Protocol describes messages; of values it passes on only how numbers and faults are put, alike on every surface.',
      from: { path: '^src/protocol/' },
      to: {
        path: '^src/',
        pathNot: '^src/(protocol/|session/(format|inherited|prose|render/evidence)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('worker', ['engine', 'check', 'train', 'network', 'session', 'debugger', 'protocol', 'platform']),
    only('cli', [
      'engine',
      'check',
      'train',
      'network',
      'session',
      'protocol',
      'picture',
      'handout',
      'worker',
      'supervisor',
      'platform/node',
      'platform/platform',
    ]),
    only('editor', [
      'engine',
      'check',
      'train',
      'network',
      'session',
      'debugger',
      'protocol',
      'picture',
      'handout',
      'supervisor',
      'platform/platform',
    ]),
    only('supervisor', ['check', 'network', 'session', 'protocol', 'platform/platform']),
    only('picture', ['protocol', 'engine/tensor']),
    only('handout', ['engine', 'network', 'session', 'protocol', 'picture']),
    only('webview', ['protocol', 'picture', 'handout']),
    only('platform', ['engine', 'check', 'train', 'network', 'session', 'protocol']),
    {
      name: 'vscode-in-editor-only',
      severity: 'error',
      comment: 'Only src/editor and the two entries know the editor.',
      from: { path: '^src/', pathNot: '^src/(editor/|extension(\\.web)?\\.ts$)' },
      to: { path: '^vscode$' },
    },
    {
      name: 'node-at-the-edges-only',
      severity: 'error',
      comment: 'Node is used by platform/node and the command line alone: the rest runs in a browser too.',
      from: { path: '^src/', pathNot: '^src/(platform/node|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-knows-no-platform',
      severity: 'error',
      comment: 'The mathematics takes what it needs as arguments.',
      from: { path: CORE },
      to: { path: '^src/platform/' },
    },
    {
      name: 'nobody-imports-tests-or-scripts',
      severity: 'error',
      comment: 'What ships does not depend on what builds or tests it.',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
};
