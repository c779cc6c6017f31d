/**
 * What makes something count as absent. `listed`: a list did not show it; lists may lag. `asked`: it was asked for by itself and is not
 * there; of more than some hundreds that a list did not show, the rest is unread.
 */
export type Absence = 'listed' | 'asked';
