// Nobody sends the signal that main waits for.
// expect: violation deadlock
// options: --engine brute
// native: compiles
#include <unistd.h>
int main(void)
{
    pause();
}
