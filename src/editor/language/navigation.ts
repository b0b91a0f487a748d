// From the use of a name to where it is given, and to all its uses.

import * as vscode from 'vscode';
import { mentionAt, mentionsOf, type NameMention } from '../../network/language/name-table';
import { JSON_NETWORK, namesIn, rangeIn } from './names';

export function navigation(): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerDefinitionProvider(JSON_NETWORK, { provideDefinition: definitionAt }),
    languages.registerReferenceProvider(JSON_NETWORK, {
      provideReferences: (document, position, { includeDeclaration }) =>
        alikeAt(document, position)
          .filter(({ kind }) => includeDeclaration || kind === 'reference')
          .map((mention) => new vscode.Location(document.uri, rangeIn(document, mention))),
    }),
    languages.registerDocumentHighlightProvider(JSON_NETWORK, { provideDocumentHighlights: highlightsAt }),
  );
}

/** A tensor that its layer does not mention is where the layer is. */
function definitionAt(document: vscode.TextDocument, position: vscode.Position): vscode.DefinitionLink[] | undefined {
  const names = namesIn(document);
  const mention = mentionAt(names, document.offsetAt(position));
  if (!mention) return undefined;
  const definitions = (id: string): readonly NameMention[] =>
    mentionsOf(names, id).filter(({ kind }) => kind === 'definition');
  const own = definitions(mention.id);
  const [layer] = mention.id.split('.');
  return (own.length > 0 ? own : definitions(layer)).map((definition) => ({
    originSelectionRange: rangeIn(document, mention),
    targetUri: document.uri,
    targetRange: rangeIn(document, definition),
  }));
}

function highlightsAt(document: vscode.TextDocument, position: vscode.Position): vscode.DocumentHighlight[] {
  const { Read, Write } = vscode.DocumentHighlightKind;
  return alikeAt(document, position).map(
    (mention) => new vscode.DocumentHighlight(rangeIn(document, mention), mention.kind === 'definition' ? Write : Read),
  );
}

function alikeAt(document: vscode.TextDocument, position: vscode.Position): readonly NameMention[] {
  const names = namesIn(document);
  const mention = mentionAt(names, document.offsetAt(position));
  return mention ? mentionsOf(names, mention.id) : [];
}
