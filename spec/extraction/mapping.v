(* Functions on integers that the standard mapping leaves to recursion bit by bit, or does not map.
   They are trusted text: the oracle is also built without them, and both must agree. *)
Extract Constant Z.leb => "Z.leq".
Extract Constant Z.ltb => "Z.lt".
Extract Constant Z.land => "Z.logand".
Extract Constant Z.lor => "Z.logor".
Extract Constant Z.lxor => "Z.logxor".
Extract Constant Z.odd => "(fun x -> Z.testbit x 0)".
Extract Constant Z.pow =>
  "(fun x y -> if Z.sign y < 0 then Z.zero else
     if Z.equal x (Z.of_int 2) then Z.shift_left Z.one (Z.to_int y) else Z.pow x (Z.to_int y))".
Extract Constant Z.to_nat =>
  "(fun x -> let rec count so_far n = if n <= 0 then so_far else count (Datatypes.S so_far) (n - 1)
     in count Datatypes.O (Z.to_int x))".
Extract Constant Z.sqrt => "(fun x -> if Z.sign x <= 0 then Z.zero else Z.sqrt x)".
Extract Constant Z.log2 =>
  "(fun x -> if Z.sign x <= 0 then Z.zero else Z.of_int (Z.numbits x - 1))".
