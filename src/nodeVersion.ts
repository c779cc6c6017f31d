/* Imported first: ends the process with one sentence where Node is too old for what follows. */
const oldest = 24;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `Preflight needs Node.js ${oldest} or later; this is ${process.versions.node}. Start it with npm, which brings its own.\n`,
  );
  process.exit(1);
}
