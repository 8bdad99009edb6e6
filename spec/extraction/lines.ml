(* Words and numbers of a question, and the shapes of an answer. *)

module List = Stdlib.List (* Coq writes one of its own beside this file *)

exception Wrong of string

let wrong what = raise (Wrong what)

let number text =
  try Z.of_string text with Invalid_argument _ -> wrong ("\"" ^ text ^ "\" is no number")

let flag = function
  | "0" -> false
  | "1" -> true
  | text -> wrong ("\"" ^ text ^ "\" is neither 0 nor 1")

let show = Z.format "%#x"
let values numbers = String.concat " " ("=" :: List.map show numbers)
let optional = function None -> "none" | Some value -> values [ value ]

(* Z.compare and not the polymorphic one, which zarith's integers refuse. *)
let positive x = Z.sign x > 0
let below limit x = Z.lt x limit
