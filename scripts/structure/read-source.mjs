// Reads one TypeScript file into the plain facts that scripts/structure.mjs judges.
import { parseSync, Visitor } from 'oxc-parser'

const SQL_TIME =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\(\)|\bcurrent_(timestamp|date|time)\b/i

/** Offsets to 1-based line numbers. */
function lineCounter(text) {
  const starts = [0]
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (starts[middle] <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

const isCallOf = (node, object, property) =>
  node.callee.type === 'MemberExpression' &&
  node.callee.object.name === object &&
  (property === undefined || node.callee.property.name === property)

/** What the body of the file does: forbidden calls and types, and how long its functions are. */
function visitBody(program, line) {
  const uses = []
  const functions = []
  const types = []
  const use = (rule) => (node) => uses.push({ rule, line: line(node.start) })
  const measure = (node) => {
    if (node.body?.type === 'BlockStatement' || node.body?.type === 'FunctionBody') {
      functions.push({ line: line(node.start), length: line(node.end) - line(node.start) + 1 })
    }
  }
  const sqlTime = (text, node) => SQL_TIME.test(text) && use('sql-time')(node)
  new Visitor({
    CallExpression(node) {
      if (isCallOf(node, 'Date', 'now')) use('clock')(node)
      if (node.callee.name === 'Date') use('clock')(node)
      if (isCallOf(node, 'Math', 'random')) use('random')(node)
      if (isCallOf(node, 'console')) use('console')(node)
    },
    NewExpression(node) {
      if (node.callee.name === 'Date' && node.arguments.length === 0) use('clock')(node)
    },
    TSAnyKeyword: use('any'),
    TSImportType(node) {
      types.push({
        path: node.source?.value ?? node.argument?.literal?.value,
        line: line(node.start),
        names: [],
      })
    },
    TemplateElement: (node) => sqlTime(node.value.raw, node),
    Literal: (node) => typeof node.value === 'string' && sqlTime(node.value, node),
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(program)
  return { uses, functions, types }
}

const nameOf = (name) => (name.kind === 'Name' ? name.name : name.kind === 'Default' ? 'default' : '*')

/** Everything the file imports, re-exports included, with the names it takes. */
function importsOf(module, text, line, types) {
  const fromImports = module.staticImports.map((item) => ({
    path: item.moduleRequest.value,
    line: line(item.start),
    names: item.entries.map((entry) => nameOf(entry.importName)),
  }))
  const fromExports = module.staticExports.flatMap((item) =>
    item.entries
      .filter((entry) => entry.moduleRequest)
      .map((entry) => ({
        path: entry.moduleRequest.value,
        line: line(item.start),
        names: [nameOf(entry.importName)],
      })),
  )
  const dynamic = module.dynamicImports.map((item) => ({
    path: text.slice(item.moduleRequest.start, item.moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    line: line(item.start),
    names: [],
  }))
  return [...fromImports, ...fromExports, ...dynamic, ...types]
}

/** Exported names with their line and whether a docstring stands right before the statement. */
function exportsOf(module, comments, text, line) {
  const documented = (start) =>
    comments.some(
      ({ type, value, end }) =>
        type === 'Block' && value.startsWith('*') && end <= start && !text.slice(end, start).trim(),
    )
  return module.staticExports.flatMap((item) =>
    // What is only passed on is documented where it comes from.
    item.entries
      .filter((entry) => !entry.moduleRequest)
      .map((entry) => ({
        name: nameOf(entry.exportName),
        line: line(item.start),
        documented: documented(item.start),
      })),
  )
}

/** @returns facts of the file, or `{ broken }` with the parser's words when it is not TypeScript. */
export function readSource(path, text) {
  const { program, module, comments, errors } = parseSync(path, text)
  if (errors.length > 0) return { broken: errors[0].message }
  const line = lineCounter(text)
  const { uses, functions, types } = visitBody(program, line)
  return {
    lines: text.trimEnd().split('\n').length,
    uses,
    functions,
    imports: importsOf(module, text, line, types),
    exports: exportsOf(module, comments, text, line),
  }
}
