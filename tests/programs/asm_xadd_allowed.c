// With --allow-asm it runs, and the scope says what was not seen.
// expect: verified
// options: --engine brute --allow-asm
// arch: x86_64
#include "asm_xadd.c"
