;; Matrix products of packed panels, in tiles of 4 rows × 4 columns: eight vectors of two sums stay in registers.
;;
;; A panel holds four rows of the left or four columns of the right operand, step by step of the depth: the four numbers
;; of a step lie together (32 bytes). c is row-major. Each sum adds its products in the order of the depth.
;; A product and its addition are rounded each, as JavaScript rounds them: a fused one (f64x2.relaxed_madd) was an eighth
;; faster, but its last bits would differ from host to host.
(module
  ;; The panels of a, then those of b, then c: as tiles.ts lays them out. It never grows.
  (memory (export "memory") 24 24)

  ;; c (4·rowPanels, 4·colPanels) += a · b; addresses and the row length of c in bytes, depth at least 1.
  (func (export "addTiles")
    (param $a i32) (param $b i32) (param $c i32)
    (param $depth i32) (param $rowPanels i32) (param $colPanels i32) (param $cRow i32)
    (local $panel i32) (local $row i32) (local $pa i32) (local $pb i32) (local $pc i32) (local $end i32)
    (local $v v128) (local $b0 v128) (local $b1 v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128)
    (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (local.set $panel (i32.shl (local.get $depth) (i32.const 5)))
    (loop $nextColumns
      (local.set $row (local.get $rowPanels))
      (local.set $pa (local.get $a))
      (local.set $pc (local.get $c))
      (loop $nextRows
        (local.set $s00 (v128.load (local.get $pc)))
        (local.set $s01 (v128.load offset=16 (local.get $pc)))
        (local.set $pc (i32.add (local.get $pc) (local.get $cRow)))
        (local.set $s10 (v128.load (local.get $pc)))
        (local.set $s11 (v128.load offset=16 (local.get $pc)))
        (local.set $pc (i32.add (local.get $pc) (local.get $cRow)))
        (local.set $s20 (v128.load (local.get $pc)))
        (local.set $s21 (v128.load offset=16 (local.get $pc)))
        (local.set $pc (i32.add (local.get $pc) (local.get $cRow)))
        (local.set $s30 (v128.load (local.get $pc)))
        (local.set $s31 (v128.load offset=16 (local.get $pc)))

        (local.set $pb (local.get $b))
        (local.set $end (i32.add (local.get $pa) (local.get $panel)))
        (loop $nextStep
          (local.set $b0 (v128.load (local.get $pb)))
          (local.set $b1 (v128.load offset=16 (local.get $pb)))
          (local.set $v (v128.load64_splat (local.get $pa)))
          (local.set $s00 (f64x2.add (local.get $s00) (f64x2.mul (local.get $v) (local.get $b0))))
          (local.set $s01 (f64x2.add (local.get $s01) (f64x2.mul (local.get $v) (local.get $b1))))
          (local.set $v (v128.load64_splat offset=8 (local.get $pa)))
          (local.set $s10 (f64x2.add (local.get $s10) (f64x2.mul (local.get $v) (local.get $b0))))
          (local.set $s11 (f64x2.add (local.get $s11) (f64x2.mul (local.get $v) (local.get $b1))))
          (local.set $v (v128.load64_splat offset=16 (local.get $pa)))
          (local.set $s20 (f64x2.add (local.get $s20) (f64x2.mul (local.get $v) (local.get $b0))))
          (local.set $s21 (f64x2.add (local.get $s21) (f64x2.mul (local.get $v) (local.get $b1))))
          (local.set $v (v128.load64_splat offset=24 (local.get $pa)))
          (local.set $s30 (f64x2.add (local.get $s30) (f64x2.mul (local.get $v) (local.get $b0))))
          (local.set $s31 (f64x2.add (local.get $s31) (f64x2.mul (local.get $v) (local.get $b1))))
          (local.set $pb (i32.add (local.get $pb) (i32.const 32)))
          (br_if $nextStep
            (i32.lt_u (local.tee $pa (i32.add (local.get $pa) (i32.const 32))) (local.get $end))))

        (v128.store (local.get $pc) (local.get $s30))
        (v128.store offset=16 (local.get $pc) (local.get $s31))
        (local.set $pc (i32.sub (local.get $pc) (local.get $cRow)))
        (v128.store (local.get $pc) (local.get $s20))
        (v128.store offset=16 (local.get $pc) (local.get $s21))
        (local.set $pc (i32.sub (local.get $pc) (local.get $cRow)))
        (v128.store (local.get $pc) (local.get $s10))
        (v128.store offset=16 (local.get $pc) (local.get $s11))
        (local.set $pc (i32.sub (local.get $pc) (local.get $cRow)))
        (v128.store (local.get $pc) (local.get $s00))
        (v128.store offset=16 (local.get $pc) (local.get $s01))

        (local.set $pc (i32.add (local.get $pc) (i32.shl (local.get $cRow) (i32.const 2))))
        (br_if $nextRows (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
      (local.set $b (i32.add (local.get $b) (local.get $panel)))
      (local.set $c (i32.add (local.get $c) (i32.const 32)))
      (br_if $nextColumns (local.tee $colPanels (i32.sub (local.get $colPanels) (i32.const 1))))))
)
