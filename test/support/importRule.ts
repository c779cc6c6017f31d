import { dirname, join, normalize, relative } from 'node:path';

/** A source file: path below the repository and text. */
export interface SourceFile {
  path: string;
  text: string;
}

const edges = ['bot', 'webhooks', 'jobs', 'graph', 'store'];
/** Files of `src` itself that only the composition root and the command line may use, and those that build everything. */
const roots = ['src/main.ts', 'src/cli.ts'];
/** Packages that belong to one room, by name or scope. */
const owners: [name: RegExp, room: (path: string) => boolean][] = [
  [
    /^(botbuilder[^/]*|botframework-[^/]*|@microsoft\/(teams-ai|teams\.[^/]*|agents-[^/]*)|adaptivecards-templating|adaptive-expressions)(\/|$)/,
    inRoom('bot'),
  ],
  [/^(@microsoft\/microsoft-graph-client|@azure\/identity)(\/|$)/, inRoom('graph')],
  [/^@azure\/cosmos(\/|$)/, inRoom('store')],
  [/^express(\/|$)/, (path) => path === 'src/http.ts'],
];

/** Every import that breaks the rule of the house: `main` and `cli` import all, rooms import `registration`, `registration` imports nobody. */
export function brokenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap((specifier) => {
      // The configuration may name the types an adapter is configured with.
      const reason =
        path === 'src/config.ts' && !valueImportsOf(text).includes(specifier) ? undefined : judge(path, specifier);
      return reason === undefined ? [] : [`${path} imports ${specifier}: ${reason}`];
    }),
  );
}

/** Import cycles, each as the files on it. Imports of types count: a knot of words is a knot. */
export function importCycles(files: readonly SourceFile[]): string[][] {
  const known = new Map(
    files.map(({ path, text }) => [path, importsOf(text).flatMap((specifier) => resolve(path, specifier) ?? [])]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: string[]) => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path]);
      return;
    }
    state.set(path, 'open');
    for (const next of known.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of known.keys()) visit(path, []);
  return cycles;
}

function judge(path: string, specifier: string): string | undefined {
  if (!path.startsWith('src/')) return undefined;
  const target = resolve(path, specifier);
  if (target === undefined) return judgePackage(path, specifier);
  if (!target.startsWith('src/')) return 'nothing in src imports what is outside of it';
  if (roots.includes(path)) return undefined;
  const from = room(path);
  const to = room(target);
  if (from === to || to === 'registration') return undefined;
  if (from === 'registration') return 'registration imports no other room';
  if (edges.includes(from)) return `${from} imports registration only`;
  return edges.includes(to) ? 'only main and cli know the rooms' : undefined;
}

function judgePackage(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  if (room(path) === 'registration')
    return /^csv-parse(\/|$)/.test(specifier) ? undefined : 'registration imports node: and csv-parse only';
  const owner = owners.find(([name]) => name.test(specifier));
  return owner === undefined || owner[1](path) ? undefined : 'this package belongs to another room';
}

/** Specifiers of every import, re-export and dynamic import. */
function importsOf(text: string): string[] {
  const code = withoutComments(text);
  const pattern =
    /(?:\bfrom\s*|\b(?:import|require|createRequire\s*\([^)]*\)\s*|require\.resolve)\s*\(\s*|^\s*import\s*)(['"`])([^'"`\n]+)\1/gm;
  return [...code.matchAll(pattern)].map((match) => match[2] ?? '');
}

function valueImportsOf(text: string): string[] {
  return importsOf(withoutComments(text).replaceAll(/^(import|export) type [^;]*;/gm, ''));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

function resolve(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
}

/** `bot` of `src/bot/x.ts`; the empty text for files of `src` itself. */
function room(path: string): string {
  const parts = relative('src', path).split('/');
  return parts.length > 1 ? (parts[0] ?? '') : '';
}

function inRoom(name: string): (path: string) => boolean {
  return (path) => room(path) === name;
}
