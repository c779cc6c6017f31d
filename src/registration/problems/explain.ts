import type { ServiceError } from '../ports/serviceError.ts';
import { type ProblemCode, type ProblemText, problemText } from './catalogue.ts';

/** The text of a problem, with the Graph permission in it where one is missing. */
export function explainProblem(problem: { code: ProblemCode; permission?: string | undefined }): ProblemText {
  const text = problemText(problem.code);
  return problem.permission === undefined ? text : { ...text, remedy: grant(problem.permission) };
}

/** The problem behind a refusal of Microsoft Graph: 403 is a permission, 401 and no token at all are the credential. */
export function accessProblem({ status }: Pick<ServiceError, 'status'>): 'permission-missing' | 'sign-in-failed' {
  return status === 403 ? 'permission-missing' : 'sign-in-failed';
}

/** What is wrong and what to do about a refusal of Microsoft Graph, as two sentences. */
export function explainAccess(error: Pick<ServiceError, 'status' | 'permission'>): string {
  const { sentence, remedy } = explainProblem({ code: accessProblem(error), permission: error.permission });
  return `${sentence} ${remedy}`;
}

function grant(permission: string): string {
  return `Grant ${permission} to Preflight and give administrator consent; it then goes on by itself.`;
}
