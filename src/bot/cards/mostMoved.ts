/** Devices that one card moves at most, so that the card with all of their ids stays below what Teams shows. */
export const mostMoved = 50;
