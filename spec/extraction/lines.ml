(* Words and numbers of a question, and the shapes of an answer. *)

module List = Stdlib.List (* Coq writes one of its own beside this file *)

exception Wrong of string

let wrong what = raise (Wrong what)

(* The dividend of a 512-bit division is the largest of them. *)
let any_number text =
  match Z.of_string text with
  | n when Z.numbits n <= 512 -> n
  | _ -> wrong ("\"" ^ text ^ "\" has more than 512 bits")
  | exception Invalid_argument _ -> wrong ("\"" ^ text ^ "\" is no number")

let hex_digit = function
  | '0' .. '9' as c -> Char.code c - Char.code '0'
  | 'a' .. 'f' as c -> Char.code c - Char.code 'a' + 10
  | _ -> -1

(* Short hexadecimal numbers, which most are, without a detour over zarith. *)
let number text =
  let length = String.length text in
  let rec digits so_far i =
    if i = length then Z.of_int so_far
    else
      let digit = hex_digit (String.unsafe_get text i) in
      if digit < 0 then any_number text else digits ((so_far lsl 4) lor digit) (i + 1)
  in
  if length > 2 && length <= 17 && text.[0] = '0' && text.[1] = 'x' then digits 0 2
  else any_number text

let flag = function
  | "0" -> false
  | "1" -> true
  | text -> wrong ("\"" ^ text ^ "\" is neither 0 nor 1")

(* A number that has been read, as what it must be. *)
let is_one n =
  if Z.equal n Z.zero then false
  else if Z.equal n Z.one then true
  else wrong (Z.to_string n ^ " is neither 0 nor 1")

let within what low high n =
  if Z.fits_int n && low <= Z.to_int n && Z.to_int n <= high then Z.to_int n
  else
    wrong (Printf.sprintf "%s is %s, which is not from %d to %d" what (Z.to_string n) low high)

(* The answer that is being written: as many of its first bytes as [written] says. *)
let answer = ref (Bytes.create 4096)
let written = ref 0
let longest_number = 1 + 1 + 2 + 128 (* a blank, a sign, 0x, 512 bits *)

let make_room () =
  let size = Bytes.length !answer in
  if size - !written < longest_number then answer := Bytes.extend !answer 0 size

let put text =
  Bytes.blit_string text 0 !answer !written (String.length text);
  written := !written + String.length text

let digit n = Char.code "0123456789abcdef".[n]

(* Two digits of a byte, the higher first in memory. *)
let digit_pairs = Array.init 256 (fun byte -> digit (byte lsr 4) lor (digit (byte land 15) lsl 8))

let put_digits number count =
  let bytes = !answer and start = !written in
  let rec from_the_end rest left =
    if left >= 2 then begin
      Bytes.set_uint16_le bytes (start + left - 2) digit_pairs.(rest land 255);
      from_the_end (rest lsr 8) (left - 2)
    end
    else if left = 1 then Bytes.set_uint8 bytes start (digit (rest land 15))
  in
  from_the_end number count;
  written := start + count

(* Hexadecimal, in chunks of fourteen digits: a native integer holds them. *)
let put_number number =
  make_room ();
  put (if Z.sign number < 0 then " -0x" else " 0x");
  let number = Z.abs number in
  let digits = max 1 ((Z.numbits number + 3) / 4) in
  let last = (digits - 1) / 14 in
  let chunk i = Z.to_int (Z.extract number (56 * i) 56) in
  put_digits (chunk last) (digits - (14 * last));
  for i = last - 1 downto 0 do
    put_digits (chunk i) 14
  done

let values numbers =
  written := 0;
  put "=";
  List.iter put_number numbers;
  Bytes.sub_string !answer 0 !written

let optional = function None -> "none" | Some value -> values [ value ]

(* Z.compare and not the polymorphic one, which zarith's integers refuse. *)
let positive x = Z.sign x > 0
let below limit x = Z.lt x limit
