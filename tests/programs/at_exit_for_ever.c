// An exit handler that registers itself again: no operation ever, and no end.
// expect: inconclusive
// options: --watchdog 1s
// native: compiles
#include <stdlib.h>
static void again(void) { atexit(again); }
int main(void)
{
    atexit(again);
}
