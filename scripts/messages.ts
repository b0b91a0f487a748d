// The messages that the editor translates, as they stand in the sources and in the manifest.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './run';

/** Functions whose texts are messages: those that translate, and those that put a message into a table. */
const TRANSLATING = new Set(['t', 'message', 'cause']);

/** Every message in the sources, in English. */
export function sourceMessages(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of ['src/debugger', 'src/editor', 'src/session']) {
    for (const name of fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const file = path.join(ROOT, folder, name);
      const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
      collect(source, found);
    }
  }
  return found;
}

function collect(node: ts.Node, found: Set<string>): void {
  if (ts.isCallExpression(node) && TRANSLATING.has(nameOf(node.expression))) {
    const texts = nameOf(node.expression) === 'cause' ? node.arguments : node.arguments.slice(0, 1);
    for (const text of texts) if (ts.isStringLiteralLike(text)) found.add(text.text);
  }
  ts.forEachChild(node, (child) => collect(child, found));
}

function nameOf(called: ts.Expression): string {
  if (ts.isPropertyAccessExpression(called)) return called.name.text;
  return ts.isIdentifier(called) ? called.text : '';
}

/** Where the manifest has texts that a person reads: the path of keys, `#` for an index. */
const SHOWN =
  /^(description|displayName|capabilities\.untrustedWorkspaces\.description|contributes\.(commands\.#\.title|configuration\.title|configuration\.properties\.[^/]+\.(markdownDescription|description|(markdownEnumDescriptions|enumDescriptions)\.#)|walkthroughs\.#\.(title|description)|walkthroughs\.#\.steps\.#\.(title|description|media\.altText)|languageModelTools\.#\.(displayName|userDescription)|debuggers\.#\.(label|(configurationSnippets|initialConfigurations)\.#\.(label|name|description)|configurationAttributes\.launch\.properties\.[^/]+\.(markdownDescription|description))|[a-zA-Z]+\.#\.label|views\.\w+\.#\.name))$/;

/** By its place: every text of the manifest that a person reads. */
export function shownTexts(manifest: unknown): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const visit = (value: unknown, place: string, shape: string): void => {
    if (typeof value === 'string') {
      if (SHOWN.test(shape)) texts.set(place, value);
    } else if (Array.isArray(value)) {
      value.forEach((item, n) => visit(item, `${place}.${n}`, `${shape}.#`));
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const at = place === '' ? key : `${place}.${key}`;
        visit(member, at, shape === '' ? key : `${shape}.${key}`);
      }
    }
  };
  visit(manifest, '', '');
  return texts;
}
