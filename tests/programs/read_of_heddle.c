// A wild pointer leads to memory that is heddle's, not the program's.
// expect: violation crash
// options: --engine brute
// native: compiles
#include <stdint.h>
int main(void)
{
    uintptr_t wild = 0x2e0000000040; /* fixed_memory.c */
    int seen = *(int *)wild;
    return seen;
}
