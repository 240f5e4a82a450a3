// A prototype without a body: no linker would accept it.
// expect: error|unsupported
// native: none
#include <stdio.h>
int compute_answer(int question);
int main(void)
{
    printf("%d\n", compute_answer(6));
    return 0;
}
