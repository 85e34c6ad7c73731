/**
 * Bare numbers in the view: a figure is rendered by one component, which shows how it is known. With the compiler's types
 * this finds every number that stands in JSX as it is, and every `value` of a Figure that is read anywhere else.
 */
import ts from 'typescript';
import { fromRoot, root } from './paths.ts';

/** May read a figure's value: the component itself, what sorts and exports tables by it, and charts. */
const READS_VALUES = ['renderer/ui/FigureView.tsx', 'renderer/ui/', 'renderer/charts/', 'renderer/i18n/'];

const configFile = fromRoot('renderer/tsconfig.json');
const { config } = ts.readConfigFile(configFile, ts.sys.readFile) as { config: unknown };
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, fromRoot('renderer'));
const program = ts.createProgram(fileNames, { ...options, noEmit: true });
const checker = program.getTypeChecker();

let looked = 0;
const found: string[] = [];

function report(node: ts.Node, what: string): void {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  found.push(`${source.fileName.slice(root.length + 1)}:${line + 1}: ${what}: ${node.getText().slice(0, 100)}`);
}

/** Numbers alone or beside text and nothing; a React node may be anything and was looked at where it was made. */
function isNumber(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  if (parts.some(({ flags }) => (flags & ts.TypeFlags.Object) !== 0)) return false;
  return parts.some(({ flags }) => (flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) !== 0);
}

function isFigure(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some(({ symbol }) => symbol?.name === 'Figure');
}

function visit(node: ts.Node, readsValues: boolean): void {
  if (ts.isJsxExpression(node) && node.expression !== undefined && !ts.isJsxAttribute(node.parent)) {
    looked += 1;
    if (isNumber(checker.getTypeAtLocation(node.expression))) report(node, 'a bare number');
  }
  if (!readsValues && ts.isPropertyAccessExpression(node) && node.name.text === 'value') {
    if (isFigure(checker.getTypeAtLocation(node.expression))) report(node, "a figure's value outside its component");
  }
  ts.forEachChild(node, (child) => visit(child, readsValues));
}

for (const source of program.getSourceFiles()) {
  const name = source.fileName.slice(root.length + 1);
  if (!name.startsWith('renderer/') || source.isDeclarationFile) continue;
  const readsValues = READS_VALUES.some((allowed) => name.startsWith(allowed));
  visit(source, readsValues);
}
process.stdout.write(
  `${found.map((one) => `${one}\n`).join('')}${looked} expressions in JSX, ${found.length} bare figures\n`,
);
process.exit(found.length === 0 && looked > 50 ? 0 : 1);
