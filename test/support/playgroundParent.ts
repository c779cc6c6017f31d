import { startPlayground } from '../../sandbox/playground/startPlayground.ts';
import { testWorld } from './playgroundWorld.ts';

/** Starts Playground, says where, and lives until it is killed: to see what becomes of Playground then. */
const folder = process.argv[2] ?? '';
const playground = await startPlayground({
  port: 0,
  botEndpoint: 'http://127.0.0.1:9/api/messages',
  world: testWorld,
  folder,
  logFolder: folder,
});
console.log(playground.origin);
