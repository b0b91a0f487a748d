// Formulas as the browser sets them: MathML.

import { formatNumber } from '../../protocol/format';

export function Num({ of }: { readonly of: number }) {
  return of < 0 ? (
    <mrow>
      <mo>(</mo>
      <mn>{formatNumber(of)}</mn>
      <mo>)</mo>
    </mrow>
  ) : (
    <mn>{formatNumber(of)}</mn>
  );
}

/** ∂L/∂x. */
export function Gradient({ of }: { readonly of: string }) {
  return (
    <mfrac>
      <mrow>
        <mo>∂</mo>
        <mi>L</mi>
      </mrow>
      <mrow>
        <mo>∂</mo>
        <mtext>{of}</mtext>
      </mrow>
    </mfrac>
  );
}

/** ∂y/∂x. */
export function Local({ of, by }: { readonly of: string; readonly by: string }) {
  return (
    <mfrac>
      <mrow>
        <mo>∂</mo>
        <mtext>{of}</mtext>
      </mrow>
      <mrow>
        <mo>∂</mo>
        <mtext>{by}</mtext>
      </mrow>
    </mfrac>
  );
}
