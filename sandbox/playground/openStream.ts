/** Playground's stream of what appears in the chats. */
export interface ChatStream {
  /** Rejects when the stream ends although nobody closed it; otherwise never settles. */
  broken: Promise<never>;
  close(): void;
}

/** Opens the stream and hands on each event, parsed from JSON. Rejects when it cannot be opened. */
export async function openStream(origin: string, onEvent: (event: unknown) => void): Promise<ChatStream> {
  const url = `${origin.replace(/^http/, 'ws')}/_ws_conversation/v1/conversations/stream`;
  const socket = new WebSocket(url);
  let closing = false;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`Playground's message stream ${url} cannot be opened.`)), {
      once: true,
    });
  });
  socket.addEventListener('message', (message) => {
    if (typeof message.data === 'string') onEvent(JSON.parse(message.data));
  });
  const broken = new Promise<never>((_resolve, reject) => {
    socket.addEventListener('close', () => {
      if (!closing) reject(new Error('Playground closed its message stream; it has probably ended. See its log.'));
    });
  });
  // Whoever waits sees the rejection; with nobody waiting it must not end the process.
  broken.catch(() => {});
  return {
    broken,
    close() {
      closing = true;
      socket.close();
    },
  };
}
