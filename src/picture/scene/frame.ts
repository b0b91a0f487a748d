// The frame around the nodes of an opened layer, as the layout and the drawing know it.

export const FRAME_HEADER = 30;
export const FRAME_PADDING = 12;
