// What drawings refer to: the arrow's head, and the hatch of an error that came from elsewhere.

export function Definitions() {
  return (
    <defs>
      <marker
        id="arrow"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="9"
        markerHeight="9"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path class="arrow" d="M0,0 L8,4 L0,8 z" />
      </marker>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path class="hatch" d="M0,0 V7" />
      </pattern>
    </defs>
  );
}
