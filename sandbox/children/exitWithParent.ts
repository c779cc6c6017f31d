/**
 * Loaded into each child process of the sandbox before its own code. The pipe to the parent breaks when the parent is gone, however it died,
 * also by SIGKILL; the child then ends too, so that no orphan keeps a port.
 */
process.once('disconnect', () => process.exit(1));
// A listener for `disconnect` must not keep a process alive that has nothing else to do.
process.channel?.unref();
