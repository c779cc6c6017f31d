import express from 'express';
import { type Listening, listen } from '../../support/listen.ts';

/** A message the bot sent or edited. */
export interface SentActivity {
  method: 'POST' | 'PUT';
  /** Conversation id as in the path, decoded. */
  conversationId: string;
  /** The message answered or edited. */
  activityId: string | undefined;
  /** What the connector called the message; the same as `activityId` for an edit. */
  id: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** Teams' side of the conversations: records what the bot says over real HTTP. */
export interface FakeConnector extends Listening {
  sent: SentActivity[];
  /** Bodies of the requests that created a conversation. */
  created: Record<string, unknown>[];
  /** Answers the next requests with these instead. */
  failNext(...answers: { status: number; headers?: Record<string, string>; code?: string }[]): void;
  /** Does not answer the next request at all. */
  hangNext(): void;
  /** Requests seen, failed ones included. */
  requests(): number;
}

/** Starts a connector. */
export async function startConnector(): Promise<FakeConnector> {
  const sent: SentActivity[] = [];
  const created: Record<string, unknown>[] = [];
  const failures: ({ status: number; headers?: Record<string, string>; code?: string } | 'hang')[] = [];
  let requests = 0;
  const app = express();
  app.use(express.json());
  app.use((_request, response, next) => {
    requests += 1;
    const failure = failures.shift();
    if (failure === undefined) next();
    else if (failure !== 'hang')
      response
        .status(failure.status)
        .set(failure.headers ?? {})
        .json({ error: { code: failure.code ?? 'Fake', message: 'as told' } });
  });
  const record = (request: express.Request, method: 'POST' | 'PUT', activityId: string | undefined) => {
    const id = method === 'PUT' && activityId !== undefined ? activityId : `m${sent.length + 1}`;
    const conversationId = String(request.params['conversation']);
    sent.push({
      method,
      conversationId,
      activityId,
      id,
      authorization: request.headers.authorization,
      body: request.body,
    });
    return { id };
  };
  const activities = '/v3/conversations/:conversation/activities';
  app.post(activities, (request, response) => {
    response.status(201).json(record(request, 'POST', undefined));
  });
  app.post(`${activities}/:activity`, (request, response) => {
    response.status(201).json(record(request, 'POST', String(request.params['activity'])));
  });
  app.put(`${activities}/:activity`, (request, response) => {
    response.json(record(request, 'PUT', String(request.params['activity'])));
  });
  // A thread in a channel: the conversation is the channel, and what it is called comes back with the thread's id.
  app.post('/v3/conversations', (request, response) => {
    const { channelData, activity } = request.body;
    const id = `m${sent.length + 1}`;
    const conversationId = String(channelData?.channel?.id);
    const { authorization } = request.headers;
    sent.push({ method: 'POST', conversationId, activityId: undefined, id, authorization, body: activity });
    created.push(request.body);
    response.status(201).json({ id: `${conversationId};messageid=${id}`, activityId: id });
  });
  app.get('/v3/conversations/:conversation/pagedmembers', (_request, response) => {
    response.json({ members: [] });
  });
  app.get('/v3/teams/:team', (request, response) => {
    response.json({ id: request.params['team'], name: 'Contoso IT' });
  });
  app.get('/v3/teams/:team/conversations', (request, response) => {
    response.json({
      conversations: [{ id: request.params['team'] }, { id: '19:it-channel@thread.tacv2', name: 'Rollout' }],
    });
  });
  const server = await listen(app);
  return {
    ...server,
    sent,
    created,
    failNext: (...answers) => failures.push(...answers),
    hangNext: () => failures.push('hang'),
    requests: () => requests,
  };
}
