// Where tensors cross the frame of an opened layer.

export const inPort = (tensor: string): string => `in ${tensor}`;
export const outPort = (tensor: string): string => `out ${tensor}`;
