// How large a network may be for all of it to be drawn at first.

/** From so many nodes on layers that are expressions start closed, and params hidden. */
export const CLOSED_FROM = 15;
export const HIDDEN_FROM = 150;
