import ts from "typescript";

/** What a block says about itself in comments. */
export interface Promises {
  /** The block's code, in which each `// => value` is compared with what stands before it. */
  readonly code: string;
  /** The lines of `// prints: line`, in order; all that the block prints, when there is one. */
  readonly prints: readonly string[];
}

const value = /^\/\/ => (.+)$/;
const printed = /^\/\/ prints: ?(.*)$/;

/** What a statement leaves to compare with: an expression's value, or that of the last variable it declares. */
function subject(statement: ts.Statement): { readonly text: string; readonly expression: boolean } | undefined {
  if (ts.isExpressionStatement(statement)) return { text: statement.expression.getText(), expression: true };
  if (!ts.isVariableStatement(statement)) return undefined;
  const name = statement.declarationList.declarations.at(-1)?.name;
  return name !== undefined && ts.isIdentifier(name) ? { text: name.text, expression: false } : undefined;
}

/**
 * Turns a block's comments into checks: `work(); // => 3` compares the statement's value with that of the expression
 * after the arrow, deeply. Comments anywhere but behind a statement of the block's own level are refused, so that no
 * promise goes unchecked.
 */
export function withChecks(code: string): Promises {
  const source = ts.createSourceFile("block.mts", code, ts.ScriptTarget.Latest, true);
  const atLineEnd = new Map<number, ts.Statement>();
  for (const statement of source.statements) {
    atLineEnd.set(source.getLineAndCharacterOfPosition(statement.end).line, statement);
  }
  const lines = code.split("\n");
  const prints: string[] = [];
  const changes: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  lines.forEach((line, number) => {
    const comment = line.slice(Math.max(0, line.lastIndexOf("// ")));
    const shown = printed.exec(comment);
    if (shown !== null) prints.push(shown[1] ?? "");
    const expected = value.exec(comment)?.[1];
    if (expected === undefined) return;
    const statement = atLineEnd.get(number);
    const compared = statement && subject(statement);
    if (statement === undefined || compared === undefined) {
      throw new Error(`line ${number + 1}: nothing stands before // => ${expected} whose value could be compared`);
    }
    const check = `__check(${number}, (${compared.text}), (${expected}));`;
    const start = compared.expression ? statement.getStart() : statement.end;
    changes.push({ start, end: statement.end, text: compared.expression ? check : ` ${check}` });
  });
  let checked = code;
  for (const { start, end, text } of changes.sort((one, other) => other.start - one.start)) {
    checked = checked.slice(0, start) + text + checked.slice(end);
  }
  return { code: checked, prints };
}
